/** Hooks on child processes that are no row. */
package dev.weir.core.hook.process;
