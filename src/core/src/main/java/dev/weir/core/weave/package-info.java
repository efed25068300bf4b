/** From the table of hooks to woven classes, with ByteBuddy. */
package dev.weir.core.weave;
