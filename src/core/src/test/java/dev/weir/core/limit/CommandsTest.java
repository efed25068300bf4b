package dev.weir.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.core.config.Mode;
import dev.weir.core.config.Policy;
import dev.weir.core.config.Policy.OverMemory;
import dev.weir.core.config.Policy.ProcessRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {
  @TempDir Path temp;
  private Path root;

  /** first/tool cannot be executed, second/tool can; third/tool is a link to second/other. */
  @BeforeEach
  void programs() throws IOException {
    root = temp.toRealPath();
    program("first/tool", "rw-r--r--");
    Files.createDirectories(root.resolve("folder/tool"));
    program("second/tool", "rwxr-xr-x");
    program("second/other", "rwxr-xr-x");
    Files.createDirectories(root.resolve("third"));
    Files.createSymbolicLink(root.resolve("third/tool"), root.resolve("second/other"));
    Files.createSymbolicLink(root.resolve("fourth"), root.resolve("second"));
  }

  private void program(String name, String mode) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private Commands commands(List<String> allow, List<String> deny, String path) {
    return new Commands(policy(allow, deny, List.of()), path);
  }

  private static Policy.Processes policy(
      List<String> allow, List<String> deny, List<ProcessRule> rules) {
    return new Policy.Processes(
        Mode.ENFORCE,
        0,
        null,
        Duration.ofSeconds(2),
        0,
        OverMemory.KILL,
        patterns(allow),
        patterns(deny),
        rules);
  }

  private static List<PathPattern> patterns(List<String> texts) {
    return texts == null ? null : texts.stream().map(PathPattern::of).toList();
  }

  private String at(String text) {
    return text == null ? null : text.replace("@", root.toString());
  }

  @ParameterizedTest
  @CsvSource({
    // pattern, command, directory, PATH, whether it is the one
    "git, git, , /usr/bin, true",
    "git, /usr/bin/git, , /usr/bin, true",
    "git, /tmp/git, , /usr/bin, true",
    "git, ./git, , /usr/bin, true",
    "git, gitk, , /usr/bin, false",
    "git, GIT, , /usr/bin, false",
    "git*, git-upload-pack, , /usr/bin, true",
    "git, git/, , /usr/bin, false",
    "tool, '', , /usr/bin, false",
    "*, '', , @/second, true",
    "@/second/tool, tool, , @/second, true",
    "@/second/tool, tool, , @/first:@/second, true",
    "@/second/tool, tool, , @/folder:@/second, true",
    "@/second/tool, tool, , @/third:@/second, false",
    "@/second/other, tool, , @/third:@/second, true",
    "@/second/tool, tool, , @/fourth, true",
    "@/fourth/tool, tool, , @/fourth, false",
    "@/second/tool, tool, @/second, :@/third, true",
    "@/second/other, tool, @/second, @/third:, true",
    "@/second/tool, tool, @, second, true",
    "@/second/tool, tool, @/second, /nowhere:, true",
    "@/second/tool, ./tool, @/second, @/third, true",
    "@/second/tool, ./tool, @/third, @/second, false",
    "@/second/tool, ../second/tool, @/third, @/third, true",
    "@/second/tool, @/second/../second/./tool, , @/third, true",
    "@/second/tool, @/fourth/tool, @/third, , true",
    "@/second/other, @/third/tool, , , true",
    "@/third/tool, @/third/tool, , , false",
    "@/second/*, tool, , @/second, true",
    "@/*, tool, , @/second, false",
    "@/**, tool, , @/second, true",
    "@/**/tool, @/second/tool, , , true",
    "/**, nothing, , @/second, false",
    "/**, @/second/nothing, , , false",
  })
  void aPatternIsAboutAProgram(
      String pattern, String command, String directory, String path, boolean matches) {
    String[] line = {at(command), "an argument"};
    String in = at(directory);
    Commands denying = commands(null, List.of(at(pattern)), at(path));
    Commands allowing = commands(List.of("nobody", at(pattern)), List.of(), at(path));
    ProcessRule rule = new ProcessRule(PathPattern.of(at(pattern)), Mode.ENFORCE, 0, null, null, 0);
    Commands ruling = new Commands(policy(null, List.of(), List.of(rule)), at(path));
    assertThat(denying.check(Words.PLAIN, line, in) != null).isEqualTo(matches);
    assertThat(allowing.check(Words.PLAIN, line, in) == null).isEqualTo(matches);
    assertThat(ruling.rule(line, in) != null).isEqualTo(matches);
  }

  @Test
  void aRefusalSaysWhichListItIs() {
    assertThat(
            commands(List.of("git"), List.of(), "/bin")
                .check(Words.PLAIN, new String[] {"/bin/sh"}, null))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("Permission denied: weir processes.allow does not have sh");
    assertThat(commands(null, List.of("/**"), "/bin").check(Words.PLAIN, new String[] {"sh"}, null))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("Permission denied: weir processes.deny has sh");
  }

  @Test
  void denyIsStrongerThanAllow() {
    Commands commands = commands(List.of("*"), List.of("sh"), "/bin");
    assertThat(commands.check(Words.PLAIN, new String[] {"sh"}, null)).isNotNull();
    assertThat(commands.check(Words.PLAIN, new String[] {"git"}, null)).isNull();
  }

  @Test
  void anEmptyListAllowsNothingAndNoListAll() {
    assertThat(commands(List.of(), List.of(), "/bin").check(Words.PLAIN, new String[] {"sh"}, null))
        .isNotNull();
    assertThat(commands(null, List.of(), "/bin").check(Words.PLAIN, new String[] {"sh"}, null))
        .isNull();
  }

  @Test
  void whatTheJdkWillNotTakeIsTheJdksToRefuse() {
    Commands commands = commands(List.of(), List.of(), "/bin");
    assertThat(commands.check(Words.PLAIN, new String[0], null)).isNull();
    assertThat(commands.check(Words.PLAIN, new String[] {null}, null)).isNull();
    assertThat(
            commands(List.of("/**"), List.of(), "/bin")
                .check(Words.PLAIN, new String[] {"a\0b/c"}, "d\0e"))
        .isNotNull();
  }

  @Test
  void theFirstRuleThatFitsCounts() {
    ProcessRule git = new ProcessRule(PathPattern.of("git*"), Mode.ENFORCE, 3, null, null, 0);
    ProcessRule gitk = new ProcessRule(PathPattern.of("gitk"), Mode.ENFORCE, 2, null, null, 0);
    ProcessRule all = new ProcessRule(PathPattern.of("*"), Mode.OBSERVE, 1, null, null, 0);
    Commands commands = new Commands(policy(null, List.of(), List.of(git, gitk, all)), "/bin");
    assertThat(commands.rule(new String[] {"gitk"}, null)).isSameAs(git);
    assertThat(commands.rule(new String[] {"sh"}, null)).isSameAs(all);
  }
}
