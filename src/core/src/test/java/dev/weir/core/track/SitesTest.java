package dev.weir.core.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.TestHandles;
import dev.weir.bootstrap.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

class SitesTest {
  private static final StackTraceElement STREAM =
      new StackTraceElement(
          null, "java.base", "17", "java.io.FileInputStream", "<init>", "FileInputStream.java", 9);
  private static final StackTraceElement HTTP =
      new StackTraceElement(
          "app", "jdk.httpserver", "17", "sun.net.httpserver.Server", "run", "Server.java", 7);
  private static final StackTraceElement FRAMEWORK =
      new StackTraceElement("org.framework.web.Filter", "next", "Filter.java", 3);
  private static final StackTraceElement ACME =
      new StackTraceElement("com.acme.Preview", "render", "Preview.java", 88);
  private static final StackTraceElement MAIN =
      new StackTraceElement("com.acme.Main", "main", "Main.java", 1);

  private final Sites sites = new Sites(List.of("org.framework.", "com.acme.util"));

  private String of(StackTraceElement... frames) {
    return sites.of(TestHandles.trace(frames));
  }

  @Test
  void theFirstFrameThatIsNotTheJdks() {
    assertThat(of(STREAM, ACME, MAIN)).isEqualTo("com.acme.Preview.render(Preview.java:88)");
    assertThat(of(STREAM, HTTP, MAIN, ACME)).isEqualTo("com.acme.Main.main(Main.java:1)");
  }

  @Test
  void norInAPackageThatIsLookedThrough() {
    StackTraceElement own = new StackTraceElement("dev.weir.bootstrap.Gate", "opened", "Gate", 1);
    StackTraceElement helper =
        new StackTraceElement("com.acme.util.Files", "read", "Files.java", 2);
    assertThat(of(own, STREAM, FRAMEWORK, helper, HTTP, ACME))
        .isEqualTo("com.acme.Preview.render(Preview.java:88)");
    StackTraceElement near = new StackTraceElement("org.frameworks.A", "b", "A.java", 4);
    assertThat(of(STREAM, near)).isEqualTo("org.frameworks.A.b(A.java:4)");
  }

  @Test
  void nettyIsLookedThroughUnlessThereIsNothingElse() {
    StackTraceElement socket =
        new StackTraceElement("io.netty.channel.epoll.LinuxSocket", "<init>", "LinuxSocket", 1);
    StackTraceElement child =
        new StackTraceElement("a.shaded.io.netty.channel.Server", "newChild", "Server.java", 2);
    StackTraceElement loop =
        new StackTraceElement("a.shaded.io.netty.channel.Loop", "run", "Loop.java", 3);
    assertThat(of(socket, child, loop, ACME)).isEqualTo("com.acme.Preview.render(Preview.java:88)");
    assertThat(of(socket, child, loop, HTTP))
        .isEqualTo("a.shaded.io.netty.channel.Server.newChild(Server.java:2)");
    StackTraceElement near = new StackTraceElement("studio.netty.A", "b", "A.java", 4);
    assertThat(of(socket, near)).isEqualTo("studio.netty.A.b(A.java:4)");
  }

  @Test
  void aStackOfTheJdkOnlyIsNamedByTheFrameNearestToTheThread() {
    assertThat(of(STREAM, HTTP)).isEqualTo("JDK: sun.net.httpserver.Server.run(Server.java:7)");
    assertThat(of(STREAM, FRAMEWORK))
        .isEqualTo("JDK: java.io.FileInputStream.<init>(FileInputStream.java:9)");
  }

  @Test
  void withoutAStackItIsUnsampled() {
    assertThat(sites.of((dev.weir.bootstrap.Trace) null)).isEqualTo("unsampled");
    assertThat(of()).isEqualTo("unsampled");
    assertThat(of(FRAMEWORK)).isEqualTo("unsampled");
  }

  @Test
  void aFrameWithoutAFileOrALine() {
    assertThat(of(new StackTraceElement("com.acme.Proxy", "call", null, -1)))
        .isEqualTo("com.acme.Proxy.call(Unknown Source)");
    assertThat(of(new StackTraceElement("com.acme.A", "b", "A.java", -1)))
        .isEqualTo("com.acme.A.b(A.java)");
    assertThat(of(new StackTraceElement("com.acme.A", "b", null, 5)))
        .isEqualTo("com.acme.A.b(Unknown Source:5)");
  }

  @Test
  void itIsLookedForOnce() {
    Trace trace = TestHandles.trace(STREAM, ACME);
    String site = sites.of(trace);
    assertThat(trace.site()).isSameAs(site);
    assertThat(sites.of(trace)).isSameAs(site);
  }
}
