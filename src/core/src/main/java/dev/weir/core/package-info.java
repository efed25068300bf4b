/** Everything that is not called by the JDK's own classes, in the agent's class loader. */
package dev.weir.core;
