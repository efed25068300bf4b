/**
 * What the JDK's own classes call. Loaded by the boot loader, so: JDK types only, no dependency, no
 * lambda, no string concatenation by {@code invokedynamic}, and nothing here blocks, logs, reads a
 * file or loads a class on an application's thread.
 *
 * <p>Data walks one way: a woven method calls {@link dev.weir.bootstrap.Gate} or one of the gates
 * beside it, the gate asks the {@link dev.weir.bootstrap.Rules} whether, and writes a {@link
 * dev.weir.bootstrap.Handle} into the {@link dev.weir.bootstrap.Ledger}. Everything else happens on
 * the agent's own threads.
 */
package dev.weir.bootstrap;
