/**
 * The command line: {@code java -jar weir-agent.jar}. A process of its own, not the application's.
 */
package dev.weir.core.cli;
