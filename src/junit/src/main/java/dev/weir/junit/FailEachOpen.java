package dev.weir.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * In the place of {@code Test}: the test is run once as it is, and then once for each file,
 * directory, socket and child process that it opens, with the first, the second, the third .. open
 * failing by "Too many open files", in the exception that the call declares. So each error path is
 * taken that begins with a failed open. Each run is a test of its own, with its own {@code
 * BeforeEach} and {@code TempDir}, and must be {@link LeakFree}.
 *
 * <p>What the test throws after an open was made to fail is no failure, assertions included: it is
 * in the report's entries. What it throws in the first run is.
 *
 * <p>Only what is opened while the test method runs fails, by its thread or one that it has
 * started; not in {@code BeforeEach} and {@code AfterEach}, and not what the JVM needs: its own
 * files, jars, class loading. A test that waits for another thread's work should have a {@code
 * Timeout}.
 */
@Target({ElementType.ANNOTATION_TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@LeakFree
@ExtendWith(FailEachOpenExtension.class)
@Execution(ExecutionMode.SAME_THREAD)
public @interface FailEachOpen {
  /** The most opens that are made to fail, each in its run; a test that makes more is told so. */
  int most() default 200;
}
