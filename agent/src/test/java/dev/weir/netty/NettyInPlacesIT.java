package dev.weir.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.fork.Fork;
import dev.weir.fork.Jdks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Netty where it is not simply on the class path, or was there before Weir. */
class NettyInPlacesIT {
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void aShadedCopyIsSeenUnderItsName(Jdks.Jdk jdk) throws Exception {
    String jars = NettyIT.classPath("shaded");
    try (Fork fork = Fork.on(jdk).jvm("-Xverify:all").behind(jars).start(ShadedNetty.class)) {
      String at = fork.line("at ");
      JsonObject handles = fork.json("/handles");
      assertThat(kinds(handles))
          .containsExactly("listener", "selector", "selector", "selector", "socket", "socket");
      assertThat(handles.getAsJsonArray("open").toString())
          .contains("\"listener\":\"" + at.substring(at.indexOf('/') + 1) + "\"")
          .contains("io.grpc.netty.shaded.io.netty.channel.epoll.LinuxSocket");
      fork.say("");
      fork.line("closed");
      assertThat(kinds(fork.json("/handles"))).isEmpty();
      assertHealthy(fork);
    }
  }

  /** Then the woven class is of a named module, which must come to read the boot loader's. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void onTheModulePath(Jdks.Jdk jdk) throws Exception {
    String path = System.getProperty("weir.netty") + "/4.2";
    try (Fork fork =
        Fork.on(jdk)
            .jvm("--module-path=" + path, "--add-modules=ALL-MODULE-PATH")
            .start(NettyLoad.class, "EPOLL", "4")) {
      fork.line("at ");
      fork.say("");
      fork.line("accepted ");
      assertThat(NettyIT.sockets(fork.json("/handles"))).isGreaterThanOrEqualTo(2 * NettyLoad.HELD);
      assertThat(NettyIT.untrackedSockets(fork.json("/handles"))).isEmpty();
      assertHealthy(fork);
    }
  }

  /** What was open is named as such, and every later one is seen. */
  @ParameterizedTest
  @MethodSource("dev.weir.fork.Jdks#all")
  void loadedBeforeAnAttach(Jdks.Jdk jdk) throws Exception {
    try (Fork fork =
        Fork.on(jdk)
            .withoutAgent()
            .behind(NettyIT.classPath("4.1"))
            .start(NettyLoad.class, "EPOLL", "4")) {
      fork.line("at ");
      Process attach =
          new ProcessBuilder(
                  jdk.java().toString(),
                  "-jar",
                  Fork.jar().toString(),
                  "attach",
                  Long.toString(fork.process().pid()),
                  "metrics.port=0")
              .inheritIO()
              .start();
      assertThat(attach.waitFor()).isZero();
      int before = NettyIT.sockets(fork.json("/handles"));
      fork.say("");
      fork.line("accepted ");
      JsonObject held = fork.json("/handles");
      assertThat(NettyIT.sockets(held) - before).isEqualTo(2 * NettyLoad.HELD);
      fork.say("");
      fork.line("closed");
      assertThat(NettyIT.sockets(fork.json("/handles"))).isEqualTo(before);
      assertHealthy(fork);
    }
  }

  private static void assertHealthy(Fork fork) throws InterruptedException {
    JsonObject health = fork.json("/healthz");
    assertThat(health.get("status").getAsString()).as("%s", health).isEqualTo("ok");
    assertThat(fork.metric("weir_agent_errors_total")).isZero();
  }

  /** Of what is open and Netty's. */
  private static List<String> kinds(JsonObject handles) {
    List<String> kinds = new ArrayList<>();
    for (JsonElement one : handles.getAsJsonArray("open")) {
      if (one.getAsJsonObject().get("stack").toString().contains("io.netty.channel.")) {
        String kind = one.getAsJsonObject().get("kind").getAsString();
        if (!kind.equals("file")) {
          kinds.add(kind);
        }
      }
    }
    Collections.sort(kinds);
    return kinds;
  }
}
