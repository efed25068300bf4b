/** What is in the jar. */
package dev.weir.jar;
