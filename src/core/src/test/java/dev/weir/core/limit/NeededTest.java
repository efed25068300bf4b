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
      new Needed("/opt/jdk", "lib/a.zip:/srv/b.war::", null, "/etc/t.p12");

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
        "/srv/b.war",
        "/srv/plugins/any.jar"
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
        "a.zip",
        "lib/a.zip",
        "/srv/a.zip",
        "/srv/b.jar.old",
        "/home/app/proc/self",
        "proc/self",
        "/etc/passwd",
        "/proc/../srv/a",
        "/dev/nullx",
        "/etc/ssl/certs/ca.pem"
      })
  void whatIsTheApplications(String path) {
    assertThat(needed.path(path)).isFalse();
  }

  /** As the JDK opens it; by its relative name it is the application that does. */
  @Test
  void aRelativeEntryIsKnownByItsAbsolutePath() {
    assertThat(needed.path(new File("lib/a.zip").getAbsolutePath())).isTrue();
  }

  @Test
  void anEntryIsKnownByItsRealPathToo(@TempDir Path folder) throws Exception {
    Path real = Files.createFile(folder.resolve("real.zip")).toRealPath();
    Path link = Files.createSymbolicLink(folder.resolve("link.zip"), real);
    Needed linked = new Needed("/opt/jdk", link.toString());
    assertThat(linked.path(link.toString())).isTrue();
    assertThat(linked.path(real.toString())).isTrue();
  }

  /** With {@code -cp .} all of the application's files may be below: they count. */
  @Test
  void aDirectoryOfClassesIsAskedForByItsCallersOnly(@TempDir Path folder) throws Exception {
    Path resource = Files.writeString(folder.resolve("a.properties"), "a=b");
    Needed exploded = new Needed("/opt/jdk", folder.toString());
    assertThat(exploded.path(resource.toString())).isFalse();
    assertThat(exploded.byCaller(resource.toString())).isFalse();
  }

  @Test
  void thisJvmsOwn() {
    Needed own = Needed.ofThisJvm();
    assertThat(own.path(System.getProperty("java.home") + "/lib/modules")).isTrue();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      assertThat(own.path(entry) || new File(entry).isDirectory()).as(entry).isTrue();
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
            found[0] = needed.byCaller("/srv/a");
            throw new ClassNotFoundException(name);
          }
        };
    try {
      loader.loadClass("com.acme.None");
    } catch (ClassNotFoundException e) {
      // It has asked.
    }
    assertThat(found[0]).isTrue();
    assertThat(needed.byCaller("/srv/a")).isFalse();
  }
}
