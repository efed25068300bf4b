package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeededTest {
  private final Needed needed =
      new Needed("/opt/jdk", "lib/a.jar:/srv/b.jar::", null, "/etc/t.p12");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/opt/jdk/lib/tzdb.dat",
        "/proc/self/fd",
        "/sys/fs/cgroup/memory.max",
        "/dev/null",
        "/dev/urandom",
        "/usr/share/zoneinfo/Europe/Berlin",
        "/etc/localtime",
        "/etc/resolv.conf",
        "/etc/hosts",
        "/etc/ssl/certs/java/cacerts",
        "/etc/t.p12",
        "lib/a.jar",
        "/srv/b.jar"
      })
  void whatTheJvmNeeds(String path) {
    assertThat(needed.path(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/opt/jdk-17/lib/tzdb.dat",
        "/opt/jdk",
        "a.jar",
        "/srv/a.jar",
        "/srv/b.jar.old",
        "/home/app/proc/self",
        "proc/self",
        "/etc/passwd",
        "/etc/ssl/certs/ca.pem"
      })
  void whatIsTheApplications(String path) {
    assertThat(needed.path(path)).isFalse();
  }

  @Test
  void aRelativeEntryIsOpenedByItsAbsolutePathToo() {
    assertThat(needed.path(new File("lib/a.jar").getAbsolutePath())).isTrue();
  }

  @Test
  void aWildcardIsTheJarsOfItsFolder(@TempDir Path folder) throws Exception {
    Files.createFile(folder.resolve("a.jar"));
    Files.createFile(folder.resolve("b.JAR"));
    Files.createFile(folder.resolve("c.txt"));
    Needed wild = new Needed("/opt/jdk", folder + "/*", "/none/*");

    assertThat(wild.path(folder + "/a.jar")).isTrue();
    assertThat(wild.path(folder + "/b.JAR")).isTrue();
    assertThat(wild.path(folder + "/c.txt")).isFalse();
  }

  @Test
  void thisJvmsOwn() {
    Needed own = Needed.ofThisJvm();
    assertThat(own.path(System.getProperty("java.home") + "/lib/modules")).isTrue();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      assertThat(own.path(entry)).as(entry).isTrue();
    }
    assertThat(own.path("/srv/a.json")).isFalse();
  }

  @Test
  void aThreadInsideAClassLoader() throws Exception {
    boolean[] found = new boolean[1];
    ClassLoader loader =
        new ClassLoader(null) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            found[0] = needed.byClassLoading();
            throw new ClassNotFoundException(name);
          }
        };
    try {
      loader.loadClass("com.acme.None");
    } catch (ClassNotFoundException e) {
      // It has asked.
    }
    assertThat(found[0]).isTrue();
    assertThat(needed.byClassLoading()).isFalse();
  }
}
