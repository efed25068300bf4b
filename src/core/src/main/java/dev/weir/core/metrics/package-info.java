/** Micrometer meters over what the ledger and the sweeper know, and the page that exposes them. */
package dev.weir.core.metrics;
