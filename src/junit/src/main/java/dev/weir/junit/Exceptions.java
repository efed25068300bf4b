package dev.weir.junit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The exceptions that one class or method declares. Kept in its own context, also for all rounds of
 * a parameterized test, so that what fitted nothing in any of them is said once, at its end.
 */
@SuppressWarnings("deprecation") // CloseableResource: before JUnit 5.13 nothing else is closed
final class Exceptions implements ExtensionContext.Store.CloseableResource, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.weir.junit");

  private final AnnotatedElement on;
  private final List<Known> all = new ArrayList<>();

  private Exceptions(AnnotatedElement on) {
    this.on = on;
    AnnotationSupport.findAnnotation(on, LeakFree.class)
        .ifPresent(
            leakFree -> {
              for (Except one : leakFree.except()) {
                add(new Known(one.site(), one.kind(), one.target(), one.reason()));
              }
            });
    for (KnownLeak one : AnnotationSupport.findRepeatableAnnotations(on, KnownLeak.class)) {
      add(new Known(one.site(), one.kind(), one.target(), one.reason()));
    }
  }

  private void add(Known known) {
    if (known.problem() != null) {
      throw new ExtensionConfigurationException(name() + ": " + known + " " + known.problem());
    }
    all.add(known);
  }

  private String name() {
    return on instanceof Method method
        ? method.getDeclaringClass().getSimpleName() + "." + method.getName()
        : ((Class<?>) on).getSimpleName();
  }

  /** Those of a test, of its class, and of the classes around it. */
  static List<Known> of(ExtensionContext context) {
    List<Known> known = new ArrayList<>();
    ExtensionContext at = context;
    while (at != null) {
      ExtensionContext next = at.getParent().orElse(null);
      AnnotatedElement element = at.getElement().orElse(null);
      boolean outermost = next == null || !next.getElement().equals(at.getElement());
      if (element != null && outermost) {
        known.addAll(
            at.getStore(LeakFreeExtension.NAMESPACE)
                .getOrComputeIfAbsent(element, key -> new Exceptions(key), Exceptions.class)
                .all);
      }
      at = next;
    }
    return known;
  }

  @Override
  public void close() {
    for (Known known : all) {
      if (!known.isUsed()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "Weir: " + name() + ": " + known + " fitted nothing in this run; is it still needed?");
      }
    }
  }
}
