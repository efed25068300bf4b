/**
 * Real Nettys, each on the class path of a JVM of its own: what their native transports open is in
 * the ledger.
 */
package dev.weir.netty;
