package dev.weir.junit;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The program that the tests fork: runs the classes that it is given, by JUnit's launcher. */
public final class Runs {
  private Runs() {}

  public static void main(String[] classes) throws Exception {
    if (classes[0].equals("StrayCase") || classes[0].startsWith("OldPool")) {
      Class.forName("com.acme.StrayCase"); // its pool has its thread before the tests
      var pool = Class.forName("com.acme.StrayCase").getDeclaredField("POOL");
      pool.setAccessible(true);
      ((java.util.concurrent.ExecutorService) pool.get(null)).submit(() -> {}).get();
    }
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                Arrays.stream(classes)
                    .map(name -> DiscoverySelectors.selectClass("com.acme." + name))
                    .toList())
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "3")
            .build();
    LauncherFactory.create().execute(request, new Printer());
    ProcessHandle.current().children().forEach(ProcessHandle::destroy); // one case leaves one
    System.exit(0);
  }

  /** A line for each test and class: {@code NAME STATUS}, and below it what was thrown. */
  private static final class Printer implements TestExecutionListener {
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      StringWriter text = new StringWriter();
      PrintWriter out = new PrintWriter(text);
      out.println("# " + test.getLegacyReportingName() + " " + result.getStatus());
      result
          .getThrowable()
          .ifPresent(
              thrown -> {
                out.println(thrown);
                out.println("thrown at " + thrown.getStackTrace()[0]);
                for (Throwable suppressed : thrown.getSuppressed()) {
                  out.println("suppressed " + suppressed);
                }
              });
      System.out.print(text);
    }
  }
}
