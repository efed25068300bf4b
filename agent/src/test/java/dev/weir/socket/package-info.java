/** What Weir knows of sockets: addresses, directions, states, listeners. */
package dev.weir.socket;
