/** Much at once: what the ledger says when many threads, connections and processes come and go. */
package dev.weir.stress;
