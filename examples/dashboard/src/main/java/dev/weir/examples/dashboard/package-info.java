/**
 * A small renderer: the state of services, asked over HTTP, and of the machine, asked by commands,
 * as a page and as JSON. It shows on its error paths how a service loses sockets and processes; it
 * depends on no part of Weir.
 */
package dev.weir.examples.dashboard;
