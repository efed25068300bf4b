package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskTest {
  private static final Mask DEFAULT = new Mask(Policy.defaults().mask().arguments());
  private static final Mask NONE = new Mask(List.of());

  @ParameterizedTest
  @CsvSource({
    "--password=*, --password=abc, --password=***",
    "--password=*, --PassWord=abc, --PassWord=***",
    "--PASSWORD=*, --password=abc, --password=***",
    "--password=*, --password=, --password=",
    "--password=*, --passwords=abc, --passwords=abc",
    "--password=*, x--password=abc, x--password=abc",
    "*token=*, a_token=b_token=c, a_token=***",
    "*=*, a=b=c, a=***",
    "a*c, abc, a***c",
    "a*c, ac, ac",
    "a*a, a, a",
    "a*b*c, a1b2b3c, a1b***c",
    "a**c, abbc, a***c",
    "ab*ba, aba, aba",
    "*, anything, ***",
    "a, a, a",
    "user:*@host, user:p@q@host, user:***@host"
  })
  void aPatternHidesWhatItsLastStarStandsFor(String pattern, String argument, String shown) {
    assertThat(new Mask(List.of(pattern)).argument(argument)).isEqualTo(shown);
    assertThat(new Mask(List.of(pattern)).command(List.of(argument))).containsExactly(shown);
  }

  @Test
  void aPatternWithABlankHidesTheArgumentThatFollows() {
    Mask mask = new Mask(List.of("-p *", "--*key *"));

    assertThat(mask.command(List.of("login", "-P", "abc", "-p", "-p", "def", "ghi", "-pq", "r")))
        .containsExactly("login", "-P", "***", "-p", "***", "***", "ghi", "-pq", "r");
    assertThat(mask.command(List.of("--the-key", "a", "--key", "", "--keys", "b", "-p")))
        .containsExactly("--the-key", "***", "--key", "***", "--keys", "b", "-p");
    assertThat(mask.argument("-p *")).isEqualTo("-p *");
  }

  @Test
  void eachPatternHidesItsPart() {
    assertThat(new Mask(List.of("a=*b=2,c=3", "*C=*", "d*")).argument("a=1;b=2,c=3"))
        .isEqualTo("a=***b=2,c=***");
  }

  @ParameterizedTest
  @CsvSource({
    "https://user:secret@host/path?q, https://user:***@host/path?q",
    "https://:secret@host, https://:***@host",
    "https://ghp_token@host/a/b, https://***@host/a/b",
    "HTTP://token@host, HTTP://***@host",
    "ssh://git@host/a, ssh://git@host/a",
    "https://user:a@b:c@host:80/x@y, https://user:***@host:80/x@y",
    "--proxy=http://u:p@h, --proxy=http://u:***@h",
    "jdbc:postgresql://u:p@h:5432/d, jdbc:postgresql://u:***@h:5432/d",
    "'a http://u:p@h/ b ftp://v:q@i', 'a http://u:***@h/ b ftp://v:***@i'",
    "ssh://git@host/a:b@c, ssh://git@host/a:b@c",
    "https://host:8080/, https://host:8080/",
    "https://host:80?a@b, https://host:80?a@b",
    "https://u:@host, https://u:@host",
    "://, ://",
    "://:@, ://:@",
    "git@github.com:a/b.git, git@github.com:a/b.git"
  })
  void thePasswordOfAUrlIsAlwaysHidden(String argument, String shown) {
    assertThat(NONE.argument(argument)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--password=hunter2",
        "--db-password=hunter2",
        "password=hunter2",
        "-Djavax.net.ssl.keyStorePassword=hunter2",
        "-Dapp.client-secret=hunter2",
        "-Dapp.apiKey=hunter2",
        "MYSQL_PWD=hunter2",
        "GITHUB_TOKEN=hunter2",
        "AWS_SECRET_ACCESS_KEY=hunter2",
        "X_API_KEY=hunter2",
        "--passwd=hunter2",
        "--credentials=hunter2",
        "--access-token=hunter2",
        "--header=Authorization: Bearer hunter2",
        "PRIVATE-TOKEN: hunter2",
        "https://host/?user=u&token=hunter2",
        "jdbc:mysql://host/db?user=u&password=hunter2",
        "Server=h;Uid=u;Pwd=hunter2",
        "--password|hunter2",
        "--db-password|hunter2",
        "-storepass|hunter2",
        "-keypass|hunter2",
        "--token|hunter2",
        "--client-secret|hunter2",
        "--api-key|hunter2",
        "--credential|hunter2"
      })
  void theDefaultListHides(String arguments) {
    List<String> shown = DEFAULT.command(List.of(arguments.split("\\|")));

    assertThat(String.join(" ", shown)).doesNotContain("hunter2").endsWith("***");
  }

  @Test
  void theDefaultListShowsTheRest() {
    List<String> command =
        List.of(
            "docker",
            "run",
            "--rm",
            "-p",
            "8080:80",
            "-u",
            "1000",
            "--password-stdin",
            "--password-file",
            "/run/p",
            "DB_PASSWORD_FILE=/run/p",
            "-e",
            "HOME=/root",
            "a/b:1.2",
            "git@github.com:a/b.git",
            "https://host:80/a?b=c",
            "--secrets",
            "x",
            "--author=me");

    assertThat(DEFAULT.command(command)).isEqualTo(command);
  }

  @Test
  void aLongArgumentIsCut() {
    String long4097 = "x".repeat(4097);

    assertThat(NONE.argument("x".repeat(4096))).hasSize(4096);
    assertThat(NONE.argument(long4097)).isEqualTo("x".repeat(4096) + "… (1 more)");
    assertThat(NONE.argument("x".repeat(4095) + "\ud83d\ude00"))
        .isEqualTo("x".repeat(4095) + "… (2 more)");
    assertThat(new Mask(List.of("a=*")).argument("a=" + long4097)).isEqualTo("a=***");
    // Its end is not shown: whatever that is, what stands before it may be the secret.
    assertThat(new Mask(List.of("a=*,b")).argument("a=" + long4097)).isEqualTo("a=***");
    assertThat(NONE.argument("http://u:" + long4097 + "@h")).isEqualTo("http://u:***");
    assertThat(new Mask(List.of("*a *")).command(List.of(long4097 + "a", "b", long4097, "c")))
        .element(1, org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .isEqualTo("***");
  }

  @Test
  void manyArgumentsAreCut() {
    assertThat(NONE.command(Collections.nCopies(100, "a"))).hasSize(100).containsOnly("a");
    assertThat(NONE.command(Collections.nCopies(1100, "a")))
        .hasSize(101)
        .endsWith("a", "… (1000 more)");
    assertThat(NONE.command(List.of())).isEmpty();
  }

  /** Exponential in a matcher that goes back; here it must only end. */
  @Test
  void noPatternTakesLong() {
    String pattern = "*a".repeat(200) + "*b";
    assertThat(new Mask(List.of(pattern)).argument("a".repeat(131_072))).endsWith("***");
    assertThat(new Mask(List.of(pattern + " *")).command(List.of("a".repeat(131_072), "c")))
        .last()
        .isEqualTo("c");
  }

  /** Against a matcher that tries everything. */
  @Test
  void itFindsTheFirstOfAllWaysToMatch() {
    Random random = new Random(3);
    int matched = 0;
    for (int round = 0; round < 50_000; round++) {
      String pattern = text(random, "aab*", 7);
      String argument = text(random, "abA", 9);
      if (pattern.indexOf('*') < 0) {
        continue;
      }
      int[] range = slow(pattern, argument.toLowerCase(java.util.Locale.ROOT), 0, 0);
      matched += range == null ? 0 : 1;
      String expected =
          range == null || range[0] == range[1]
              ? argument
              : argument.substring(0, range[0]) + "***" + argument.substring(range[1]);
      assertThat(new Mask(List.of(pattern)).argument(argument))
          .as("%s on %s", pattern, argument)
          .isEqualTo(expected);
    }
    assertThat(matched).isGreaterThan(5000);
  }

  @Test
  void whateverStandsBeforeAndAfterASecretStaysHidden() {
    Random random = new Random(4);
    for (int round = 0; round < 20_000; round++) {
      List<String> command = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        command.add(text(random, "-=:/@p *", 8));
      }
      String before = text(random, "-=:/@p *", 8);
      String after = text(random, "-=:/@p *", 8);
      switch (random.nextInt(3)) {
        case 0 -> command.add(before + "password=" + after + "SECRET" + after);
        case 1 -> command.addAll(List.of("--" + before + "password", after + "SECRET"));
        default -> command.add(before + "http://u:" + after.replace("/", "") + "SECRET@h" + after);
      }
      command.add(after);
      boolean url = command.toString().contains("http") && command.toString().contains(" ");
      if (!url) { // a blank ends a URL
        assertThat(DEFAULT.command(command).toString()).as("%s", command).doesNotContain("SECRET");
      }
    }
  }

  private static String text(Random random, String letters, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  /** What the last star stands for, all stars before it as short as they can be; or null. */
  private static int[] slow(String pattern, String text, int p, int t) {
    if (p == pattern.length()) {
      return t == text.length() ? new int[2] : null;
    }
    if (pattern.charAt(p) != '*') {
      return t < text.length() && text.charAt(t) == pattern.charAt(p)
          ? slow(pattern, text, p + 1, t + 1)
          : null;
    }
    boolean last = pattern.indexOf('*', p + 1) < 0;
    for (int end = t; end <= text.length(); end++) {
      int[] rest = slow(pattern, text, p + 1, end);
      if (rest != null) {
        return last ? new int[] {t, end} : rest;
      }
    }
    return null;
  }
}
