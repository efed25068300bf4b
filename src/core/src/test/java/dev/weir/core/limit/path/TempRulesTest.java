package dev.weir.core.limit.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.config.PolicyLoader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TempRulesTest {
  private static final String PROPERTY = "java.io.tmpdir";

  @TempDir Path dir;
  private final String before = System.getProperty(PROPERTY);
  private Path tmp;

  @BeforeEach
  void temp() throws Exception {
    tmp = Files.createDirectory(dir.toRealPath().resolve("tmp"));
    System.setProperty(PROPERTY, tmp.toString());
  }

  @AfterEach
  void restore() {
    System.setProperty(PROPERTY, before);
  }

  private TempRules rules(String policy) throws Exception {
    Path file = Files.writeString(dir.resolve("weir.yml"), policy);
    return new TempRules(PolicyLoader.load("config=" + file, Map.of(), Map.of()).policy().files());
  }

  private TempRules deleting() throws Exception {
    return rules("mode: enforce\nfiles: { temp: { max-age: 1h, on-max-age: delete } }");
  }

  private static boolean there(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void theSameFileIsDeleted() throws Exception {
    TempRules rules = deleting();
    Path file = Files.createFile(tmp.resolve("a"));
    Path empty = Files.createDirectory(tmp.resolve("b"));
    Object ofFile = rules.identity(file);
    Object ofEmpty = rules.identity(new File(empty.toString()));
    Files.writeString(file, "written to");
    assertThat(rules.delete(ofFile, true)).isTrue();
    assertThat(rules.delete(ofEmpty, true)).isTrue();
    assertThat(there(file) || there(empty)).isFalse();
    assertThat(rules.delete(ofFile, true)).as("again").isFalse();
  }

  @Test
  void anotherOfItsNameIsNot() throws Exception {
    TempRules rules = deleting();
    Path file = Files.createFile(tmp.resolve("a"));
    Object identity = rules.identity(file);
    Path other = Files.createFile(tmp.resolve("b"));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(rules.delete(identity, true)).isFalse();
    assertThat(there(file)).isTrue();
  }

  @Test
  void aLinkOfItsNameIsNotNorWhatItPointsTo() throws Exception {
    TempRules rules = deleting();
    Path file = Files.createFile(tmp.resolve("a"));
    Object identity = rules.identity(file);
    Path victim = Files.move(file, tmp.resolve("victim"));
    Files.createSymbolicLink(file, victim);
    assertThat(rules.delete(identity, true)).isFalse();
    assertThat(there(file) && there(victim)).isTrue();
    assertThat(rules.identity(file)).as("a link is no temp file").isNull();
  }

  @Test
  void outsideOfTheDirectoryForTempFilesNothingIs() throws Exception {
    TempRules rules = deleting();
    Path file = Files.createFile(dir.resolve("a"));
    assertThat(rules.delete(rules.identity(file), true)).isFalse();
    Path linked = Files.createSymbolicLink(tmp.resolve("out"), dir);
    assertThat(rules.delete(rules.identity(linked.resolve("a")), true)).isFalse();
    assertThat(there(file)).isTrue();
  }

  @Test
  void aDirectoryThatWasMovedAwayIsLeftAlone() throws Exception {
    TempRules rules = deleting();
    Path inner = Files.createDirectory(tmp.resolve("d"));
    Path file = Files.createFile(inner.resolve("a"));
    Object identity = rules.identity(file);
    Path moved = Files.move(inner, dir.resolve("moved"));
    Files.createSymbolicLink(inner, moved);
    assertThat(rules.delete(identity, true)).as("the same file, but elsewhere").isFalse();
    assertThat(there(moved.resolve("a"))).isTrue();
  }

  @Test
  void aDirectoryWithSomethingInItStays() throws Exception {
    TempRules rules = deleting();
    Path full = Files.createDirectory(tmp.resolve("d"));
    Object identity = rules.identity(full);
    Files.createFile(full.resolve("a"));
    assertThat(rules.delete(identity, true)).isFalse();
    assertThat(there(full.resolve("a"))).isTrue();
  }

  @Test
  void aDirectoryGoesAtTheEndOnly() throws Exception {
    TempRules rules = deleting();
    Path uploads = Files.createDirectory(tmp.resolve("uploads"));
    Object identity = rules.identity(uploads);
    assertThat(rules.delete(identity, false)).as("it may be in use").isFalse();
    assertThat(there(uploads)).isTrue();
    assertThat(rules.delete(identity, true)).isTrue();
    assertThat(there(uploads)).isFalse();
  }

  @Test
  void unlessThePolicyDeletesNothingIsAskedOfAFile() throws Exception {
    Path file = Files.createFile(tmp.resolve("a"));
    assertThat(rules("files: { temp: { max-age: 1h, on-max-age: delete } }").identity(file))
        .as("observing")
        .isNull();
    assertThat(rules("mode: enforce\nfiles: { temp: { max-age: 1h } }").identity(file)).isNull();
    assertThat(deleting().delete(null, true)).as("made before").isFalse();
  }
}
