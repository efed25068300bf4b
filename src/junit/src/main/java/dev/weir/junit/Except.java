package dev.weir.junit;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A leak that does not fail the test, for a reason; what is left empty fits everything. */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
public @interface Except {
  /**
   * A package, class, method or whole frame, {@code com.acme.Pool} or {@code com.acme.Pool.grow},
   * that stands anywhere on the stack that opened it.
   */
  String site() default "";

  /** {@code file}, {@code socket}, {@code process}, {@code temp-file} and so on. */
  String kind() default "";

  /** A part of the path or address. */
  String target() default "";

  /** Why it is so, and may stay so. Not empty. */
  String reason();
}
