/** Advice on sockets that fits no row. */
package dev.weir.core.hook.socket;
