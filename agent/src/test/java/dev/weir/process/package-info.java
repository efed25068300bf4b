/** Limits on child processes, with the real jar. */
package dev.weir.process;
