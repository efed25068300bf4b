package dev.weir.junit;

import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Begins a scope with each class and each test. It ends when JUnit closes the context's store,
 * which is after every {@code AfterEach}, {@code AutoClose} and callback of other extensions.
 *
 * <p>Use {@link LeakFree}, or register it for all tests as JUnit has it: {@code ExtendWith}, or
 * automatic detection.
 */
public final class LeakFreeExtension
    implements BeforeAllCallback, BeforeEachCallback, TestInstancePreConstructCallback {
  static final Namespace NAMESPACE = Namespace.create(LeakFreeExtension.class);
  private static final String CLASS = "class";
  private static final int GRACE_MILLIS = 2000;

  @Override
  public void beforeAll(ExtensionContext context) {
    Agent.require(context);
    List<Known> known = Exceptions.of(context); // its resource is closed after the scope's
    Scope around = context.getStore(NAMESPACE).get(CLASS, Scope.class);
    Scope scope = Recorder.begin(around, false);
    context.getStore(NAMESPACE).put(CLASS, scope);
    put(context, "Class " + context.getDisplayName() + ", beside its tests,", scope, known);
  }

  @Override
  public void preConstructTestInstance(
      TestInstanceFactoryContext factory, ExtensionContext context) {
    boolean ofClass =
        context.getTestInstanceLifecycle().equals(Optional.of(TestInstance.Lifecycle.PER_CLASS));
    // Of a nested class' outer instance, the first; it is the same test.
    if (!ofClass && factory.getOuterInstance().isEmpty()) {
      Agent.require(context);
      Recorder.prepare();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Agent.require(context);
    List<Known> known = Exceptions.of(context);
    Scope around = context.getStore(NAMESPACE).get(CLASS, Scope.class);
    put(context, "Test " + name(context), Recorder.begin(around, true), known);
  }

  /** Of one round of a parameterized test JUnit's name is the round's only. */
  private static String name(ExtensionContext context) {
    String method =
        context.getRequiredTestClass().getSimpleName()
            + "."
            + context.getRequiredTestMethod().getName();
    String shown = context.getDisplayName();
    boolean plain = shown.startsWith(context.getRequiredTestMethod().getName() + "(");
    return plain ? method : method + " (" + shown + ")";
  }

  private static void put(ExtensionContext context, String who, Scope scope, List<Known> known) {
    context
        .getStore(NAMESPACE)
        .put("end", new End(who, context, scope, known, graceMillis(context)));
  }

  private static long graceMillis(ExtensionContext context) {
    for (ExtensionContext at = context; at != null; at = at.getParent().orElse(null)) {
      AnnotatedElement element = at.getElement().orElse(null);
      int millis =
          AnnotationSupport.findAnnotation(element, LeakFree.class)
              .map(LeakFree::graceMillis)
              .orElse(-1);
      if (millis >= 0) {
        return millis;
      }
    }
    return context
        .getConfigurationParameter("weir.junit.grace-millis", Long::valueOf)
        .orElse((long) GRACE_MILLIS);
  }

  /** JUnit closes it as the last thing of a test or a class; what it throws fails that. */
  @SuppressWarnings("deprecation") // CloseableResource: before JUnit 5.13 nothing else is closed
  private record End(
      String who, ExtensionContext context, Scope scope, List<Known> known, long graceMillis)
      implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    @Override
    public void close() {
      boolean last = Recorder.end(scope);
      List<Leak> leaks = leaks(scope);
      List<Leak> strays = List.of();
      if (last) {
        strays = leaks(Recorder.STRAY);
        Recorder.STRAY.clear();
      }
      // None for a test that is not one of several runs; a class has no such thing.
      Round round = context.getStore(NAMESPACE).get(FailEachOpenExtension.ROUND, Round.class);
      AssertionError error = Verdict.of(who, round, leaks, strays);
      if (error != null) {
        throw error;
      }
    }

    private List<Leak> leaks(Scope of) {
      List<Leak> leaks = Judge.judge(of, graceMillis);
      // Each is asked, so that two that fit the same are both in use.
      leaks.removeIf(leak -> known.stream().filter(one -> one.fits(leak)).count() > 0);
      return leaks;
    }
  }
}
