/**
 * What Weir costs. JMH benchmarks of single operations, and {@link dev.weir.bench.Compare}, which
 * runs whole JVMs with the agent and without, in turns. Nothing here is part of the product.
 */
package dev.weir.bench;
