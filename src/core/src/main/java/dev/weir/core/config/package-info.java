/**
 * The policy: what Weir limits, read once at start from a file, the agent's arguments, system
 * properties and the environment.
 *
 * <p>{@link dev.weir.core.config.Keys} is the table of every key; names, binding, reference page
 * and JSON Schema come from it. This package runs in premain: it reads with java.io, and loads the
 * YAML parser only when there is a file.
 */
package dev.weir.core.config;
