/** What an operator reads: the JSON pages, and the report in words. Agent threads only. */
package dev.weir.core.console;
