/** Runs a JVM of its own with the real jar: the only way to test an agent. */
package dev.weir.fork;
