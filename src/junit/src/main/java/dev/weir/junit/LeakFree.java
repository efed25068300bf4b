package dev.weir.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test leaves nothing behind: each handle, child process and temp file that was opened during
 * it, by its thread or one that it started, is closed, ended or deleted when it ends, {@code
 * AfterEach} and {@code AutoClose} included. Else it fails, with the line that opened it.
 *
 * <p>On a class it holds for each test, and for the class as a whole: what {@code BeforeAll} opens
 * is charged to the class, at its end.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(LeakFreeExtension.class)
public @interface LeakFree {
  /**
   * How long what is closed by another thread may take, in milliseconds; -1 is the configuration
   * parameter {@code weir.junit.grace-millis}, or else 2000. Only who leaks waits so long.
   */
  int graceMillis() default -1;

  /** What is known to leak. */
  Except[] except() default {};
}
