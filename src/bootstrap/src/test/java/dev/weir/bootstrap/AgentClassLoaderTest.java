package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.app.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentClassLoaderTest {
  private static final String CALLER = "dev/weir/app/Caller.class";

  @TempDir Path directory;
  private Path jar;
  private AgentClassLoader loader;

  @BeforeEach
  void load() throws IOException {
    jar = directory.resolve("weir agent.jar");
    byte[] caller;
    try (InputStream in = Caller.class.getClassLoader().getResourceAsStream(CALLER)) {
      caller = in.readAllBytes();
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      put(out, "inst/dev/weir/app/Caller.classdata", caller);
      put(out, "inst/texts/a b.txt", "ours".getBytes(StandardCharsets.UTF_8));
      put(out, "inst/broken/Broken.classdata", new byte[] {1, 2, 3});
      put(out, "outside.txt", "the application's".getBytes(StandardCharsets.UTF_8));
    }
    loader = new AgentClassLoader(jar.toFile());
  }

  private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(bytes);
    out.closeEntry();
  }

  @Test
  void aClassIsItsOwn() throws Exception {
    Class<?> found = loader.loadClass(Caller.class.getName());
    assertThat(found.getClassLoader()).isSameAs(loader);
    assertThat(found).isNotSameAs(Caller.class);
    assertThat(found.getPackage().getName()).isEqualTo("dev.weir.app");
    assertThat(loader.loadClass(Caller.class.getName())).isSameAs(found);
    Supplier<String> text = () -> "it runs";
    assertThat(found.getMethod("call", Supplier.class).invoke(null, text)).isEqualTo("it runs");
  }

  @Test
  void theApplicationsClassPathIsNotVisible() {
    assertThat(loader.getParent()).isSameAs(ClassLoader.getPlatformClassLoader());
    for (Class<?> type : List.of(AgentClassLoaderTest.class, Gate.class, Test.class)) {
      assertThatThrownBy(() -> loader.loadClass(type.getName()))
          .isInstanceOf(ClassNotFoundException.class);
    }
    assertThat(loader.getResource("junit-platform.properties")).isNull();
    assertThat(getClass().getClassLoader().getResource("junit-platform.properties")).isNotNull();
  }

  @Test
  void aResourceIsReadFromTheOpenJar() throws Exception {
    URL url = loader.getResource("texts/a b.txt");
    assertThat(url.getProtocol()).isEqualTo("weir");
    try (InputStream in = url.openStream()) {
      assertThat(in.readAllBytes()).asString().isEqualTo("ours");
    }
    assertThat(Collections.list(loader.getResources("texts/a b.txt"))).hasSize(1);
    try (InputStream in = loader.getResourceAsStream(CALLER)) {
      assertThat(in.readNBytes(4)).containsExactly(0xca, 0xfe, 0xba, 0xbe);
    }
  }

  @Test
  void whatIsNotUnderInstIsNotThere() throws Exception {
    assertThat(loader.getResource("outside.txt")).isNull();
    assertThat(loader.getResource("texts/none.txt")).isNull();
    assertThat(Collections.list(loader.getResources("texts/none.txt"))).isEmpty();
    assertThatThrownBy(() -> loader.loadClass("dev.weir.app.None"))
        .isInstanceOf(ClassNotFoundException.class)
        .hasMessage("dev.weir.app.None");
    assertThatThrownBy(() -> loader.loadClass("broken.Broken"))
        .isInstanceOf(ClassFormatError.class);
  }

  /** No descriptor is needed any more, nor the file. */
  @Test
  void aClassLoadsWhenTheFileIsGone() throws Exception {
    Files.delete(jar);
    assertThat(loader.loadClass(Caller.class.getName()).getClassLoader()).isSameAs(loader);
  }

  @Test
  void threadsLoadInParallel() throws Exception {
    int threads = 8;
    CyclicBarrier together = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Callable<Class<?>>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tasks.add(
          () -> {
            together.await();
            return loader.loadClass(Caller.class.getName());
          });
    }
    List<Class<?>> found = new ArrayList<>();
    for (Future<Class<?>> one : pool.invokeAll(tasks)) {
      found.add(one.get());
    }
    pool.shutdown();
    assertThat(found).hasSize(threads).containsOnly(found.get(0));
  }
}
