package dev.weir.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Texts that are no value of a type, and some that are, by what the type says of itself. */
final class Samples {
  private static final Map<String, List<String>> RIGHT = new LinkedHashMap<>();
  private static final Map<String, List<String>> WRONG = new LinkedHashMap<>();

  static {
    type("a whole number", List.of("7", "007", "12"), "-1", "1.5", "2e3", "many", "4294967296000");
    type(
        "a whole number, 0 or more, or a percentage",
        List.of("0", "12", "80%", "0.5%"),
        "0%",
        "101%",
        "-3",
        "80 %",
        "%",
        "1.5",
        "2147483648");
    type(
        "a time",
        List.of("1ms", "5s", "10m", "1h", "1d", "007s"),
        "10",
        "0s",
        "1.5h",
        "-1s",
        "10M",
        "1h30m",
        "5 s",
        "3651d",
        "forever",
        "99999999999999999999s");
    type(
        "a size",
        List.of("1", "4096", "10MiB", "1GB", "512m", "1k", "3TiB"),
        "0",
        "-1",
        "1.5MiB",
        "10mb",
        "10 MiB",
        "10Mi",
        "MiB",
        "0KiB",
        "9999999999TiB");
    type("a percentage", List.of("0%", "1%", "2.5%", "100%"), "1", "101%", "-1%", ".5%", "%", "x%");
    type("true or false", List.of("true", "false"), "yes", "on", "True", "1", "t");
    type("permissions", List.of("0640", "640", "0000"), "0888", "64", "01777", "rw-r-----", "-640");
    type(
        "an absolute directory",
        List.of("/srv", "/", "/a/b/", "/a b"),
        "srv",
        "./srv",
        "/srv/*",
        "/srv/**",
        "/srv/../etc",
        "/srv//a",
        "~/a",
        "/a[b]",
        "C:\\srv",
        "${HOME}/x");
    type(
        "a pattern of paths",
        List.of("/etc/**", "**/*.json", "*.key", "a", "/a b", "?"),
        "/etc/",
        "/a/../b",
        "../b",
        "/a//b",
        "/a[0-9]",
        "/{a,b}",
        "~/a",
        "/a\\b");
    type(
        "the name or the path of a program",
        List.of("git", "/usr/bin/git", "g*", "*"),
        "/usr/bin/",
        "../git",
        "git/",
        "[git]",
        "/bin//sh");
    type(
        "an address or a network",
        List.of("127.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/32"),
        "10.0.0.1/8",
        "10.0.0/8",
        "10.0.0.0/33",
        "localhost",
        "300.0.0.1",
        "::1/129",
        "10.*",
        "10.0.0.0-10.0.0.9",
        "1:2:3");
    type(
        "a peer",
        List.of("a:1", "*.acme.com:443", "10.0.0.0/8:*", "[::1]:80", "/run/x y.sock", "a"),
        "a:0",
        "a:b",
        "a:70000",
        "http://a:80",
        ":80",
        "10.0.0.1/8:1",
        "[::1",
        "a b:1",
        "/run/",
        "a..b:1");
    type("a port from", List.of("0", "80", "off"), "-1", "65536", "on", "80,81", "http");
    type("a package such as", List.of("a.b", "c"), "a/b", "a b", "a.*", "a;b", "a-b");
    type("a package, class or method", List.of("a.b.C", "a.b.C.d"), "a b", "a,b", "a;b");
    type("a user name", List.of("u", "u v"), "a:b", ":");
    type("an address or a host name", List.of("::1", "localhost"), "a b", "a/b", "u@h", "a;b");
    type("an argument with *", List.of("--a=*", "-p *"), "--password", "a");
    type("the path of a file", List.of("a", "/a b"));
    type("a pattern of paths, peers or commands", List.of("a", "/a", "*:1"));
    type("observe or enforce", List.of("observe", "enforce"), "off", "Enforce", "enforced", "deny");
    type("renderer", List.of("renderer"), "rendrer", "none", "default");
    type("report or delete", List.of("report", "delete"), "remove", "kill", "Delete");
    type("report or kill", List.of("report", "kill"), "delete", "TERM");
    type("open or read or", List.of("open", "start"), "close", "Open", "exec");
    type("socket or listener", List.of("socket", "datagram"), "file", "sockets", "pipe");
  }

  private Samples() {}

  private static void type(String says, List<String> right, String... wrong) {
    RIGHT.put(says, right);
    WRONG.put(says, List.of(wrong));
  }

  /** Texts that the type takes. */
  static List<String> right(Type<?> type) {
    return of(type, RIGHT);
  }

  /** Texts that the type does not take, for a list as its one element; none of them is empty. */
  static List<String> wrong(Type<?> type) {
    return of(type, WRONG);
  }

  private static List<String> of(Type<?> type, Map<String, List<String>> all) {
    String says = says(type);
    String longest = null;
    for (String beginning : all.keySet()) {
      boolean longer = longest == null || beginning.length() > longest.length();
      if (says.startsWith(beginning) && longer) {
        longest = beginning;
      }
    }
    if (longest == null) {
      throw new IllegalStateException("no samples of: " + says);
    }
    return all.get(longest);
  }

  /** Every text there is, right or wrong for whatever. */
  static List<String> all() {
    List<String> all = new ArrayList<>();
    RIGHT.values().forEach(all::addAll);
    WRONG.values().forEach(all::addAll);
    return all;
  }

  /** What the type expects; of a list, what its elements are. */
  static String says(Type<?> type) {
    String says = type.expected();
    String list = "a list; each element: ";
    return says.startsWith(list) ? says.substring(list.length()) : says;
  }

  static boolean isList(Type<?> type) {
    return type.expected().startsWith("a list; ");
  }

  /** The text in double quotes, as YAML and JSON read it. */
  static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
