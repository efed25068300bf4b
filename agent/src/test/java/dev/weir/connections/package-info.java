/** Limits on sockets, in real servers and clients. */
package dev.weir.connections;
