package dev.weir.junit;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The runs of a {@link FailEachOpen} test. JUnit asks for the next one when the last has ended; by
 * then it is known how many opens there are.
 */
final class FailEachOpenExtension implements TestTemplateInvocationContextProvider {
  private static final System.Logger LOG = System.getLogger("dev.weir.junit");

  /** Where a run's round is kept, for who reports its leaks. */
  static final String ROUND = "round";

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getElement(), FailEachOpen.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    int most =
        AnnotationSupport.findAnnotation(context.getElement(), FailEachOpen.class)
            .map(FailEachOpen::most)
            .orElseThrow();
    Rounds rounds = new Rounds(context.getRequiredTestMethod().getName(), most);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(rounds, Spliterator.ORDERED), false);
  }

  private static final class Rounds implements Iterator<TestTemplateInvocationContext> {
    private final String name;
    private final int most;
    private int next;
    private int opens;
    private Round last;

    Rounds(String name, int most) {
      this.name = name;
      this.most = most;
    }

    @Override
    public boolean hasNext() {
      if (last == null) {
        return next == 0;
      }
      opens = Math.max(opens, last.opens());
      boolean more = next <= opens && (next == 1 || last.forced() != null);
      if (more && next > most) {
        LOG.log(
            System.Logger.Level.WARNING,
            "Weir: "
                + name
                + " opens more than "
                + most
                + " things; only so many were made to fail: see FailEachOpen.most");
        return false;
      }
      return more;
    }

    @Override
    public TestTemplateInvocationContext next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      last = new Round(next++);
      return new Run(last);
    }
  }

  private record Run(Round round) implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int index) {
      return round.name();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new Around(round));
    }
  }

  /** The round is on while the test method runs. */
  private record Around(Round round)
      implements BeforeTestExecutionCallback,
          AfterTestExecutionCallback,
          TestExecutionExceptionHandler {
    @Override
    public void beforeTestExecution(ExtensionContext context) {
      context.getStore(LeakFreeExtension.NAMESPACE).put(ROUND, round);
      Faults.begin(round);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
        throws Throwable {
      if (round.forced() == null) {
        throw thrown;
      }
      context.publishReportEntry(
          round.comesOf(thrown) ? "weir.thrown" : "weir.thrown-without-cause", thrown.toString());
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
      Faults.end(round);
    }
  }
}
