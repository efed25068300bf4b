/**
 * Every public way of the JDK to hold a file, a directory or a mapping, against the kernel's truth.
 */
package dev.weir.calls;
