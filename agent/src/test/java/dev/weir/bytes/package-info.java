/** How much is read and written, and how long that takes. */
package dev.weir.bytes;
