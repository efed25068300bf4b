/**
 * The agent's HTTP server: bounded, read-only, and independent of the JDK's own {@code
 * com.sun.net.httpserver}, whose limits are JVM-wide statics that belong to the application.
 */
package dev.weir.core.endpoint;
