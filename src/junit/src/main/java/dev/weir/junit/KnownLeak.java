package dev.weir.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** As {@link Except}, beside {@link LeakFree}; for all tests of a class, or for one. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(KnownLeaks.class)
public @interface KnownLeak {
  /** As {@link Except#site()}. */
  String site() default "";

  /** As {@link Except#kind()}. */
  String kind() default "";

  /** As {@link Except#target()}. */
  String target() default "";

  /** As {@link Except#reason()}. */
  String reason();
}
