/**
 * How long child processes may run and what memory they may have: who is over it is ended with all
 * that it has started. On a thread of Weir's.
 */
package dev.weir.core.process;
