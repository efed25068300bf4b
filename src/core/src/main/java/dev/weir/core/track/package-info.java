/**
 * On the agent's own threads: what became of the handles. The sweeper compares the ledger with
 * /proc/self/fd, finds leaks and names their sites.
 */
package dev.weir.core.track;
