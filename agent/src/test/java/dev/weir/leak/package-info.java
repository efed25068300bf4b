/** What Weir says of leaks, in the words that operators and scripts read. */
package dev.weir.leak;
