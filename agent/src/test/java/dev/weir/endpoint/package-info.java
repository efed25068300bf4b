/** The endpoint as its clients and the application meet it. */
package dev.weir.endpoint;
