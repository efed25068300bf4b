/** Hooks on files that are no row. */
package dev.weir.core.hook.file;
