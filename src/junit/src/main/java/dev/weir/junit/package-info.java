/**
 * {@link dev.weir.junit.LeakFree}: a test fails when it leaves something open. What runs in the
 * test's JVM is the agent; this package listens to it, says which test opened what, and judges at
 * the end of the test.
 */
package dev.weir.junit;
