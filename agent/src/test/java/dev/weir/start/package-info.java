/** How Weir comes into a JVM, what its jar holds, and what it does when something is wrong. */
package dev.weir.start;
