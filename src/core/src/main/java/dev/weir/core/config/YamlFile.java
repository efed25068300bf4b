package dev.weir.core.config;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Reads the policy file's bytes and text; {@link YamlTree} knows YAML. */
final class YamlFile {
  /** The most that is read, in bytes. */
  static final int LIMIT = 1 << 20;

  /**
   * What a reading gave.
   *
   * @param bytes null if there is a problem
   * @param problem what is wrong, or null
   */
  record Content(byte[] bytes, String problem) {
    /**
     * Whether it was the process, or the system, that could open no file at all (EMFILE, ENFILE).
     */
    boolean noDescriptor() {
      return problem != null && problem.contains("Too many open files");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Content that
          && Arrays.equals(bytes, that.bytes)
          && Objects.equals(problem, that.problem);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  private final String name;
  private final Problems problems;

  YamlFile(String name, Problems problems) {
    this.name = name;
    this.problems = problems;
  }

  /** The file's keys; null after having reported that there are none to be had. */
  Tree.Section read(Content content) {
    if (content.problem() != null) {
      problems.add(name, content.problem());
    }
    String text = text(content.bytes());
    if (text == null) {
      problems.protectionUnclear();
      return null;
    }
    if (text.isBlank()) {
      return new Tree.Section(name, List.of());
    }
    Tree.Section section = new YamlTree(name, problems).read(text);
    if (section == null) {
      problems.protectionUnclear();
    }
    return section;
  }

  /** Reads the file, with blocking reads. */
  Content content() {
    File file = new File(name);
    // Asked first: opening a FIFO would wait for its writer, and the application with it.
    if (file.exists() && !file.isFile()) {
      return new Content(
          null,
          file.isDirectory()
              ? "is a directory; name the file in it"
              : "is not a regular file; name one");
    }
    try (InputStream in = new FileInputStream(file)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] part = new byte[8192];
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        bytes.write(part, 0, n);
        if (bytes.size() > LIMIT) {
          return new Content(
              null, "is larger than 1 MiB, the most that is read; is it the right file?");
        }
      }
      return new Content(bytes.toByteArray(), null);
    } catch (IOException e) {
      return new Content(null, unreadable(file, e));
    }
  }

  private String unreadable(File file, IOException e) {
    if (!file.exists()) {
      return "does not exist, or its directory may not be searched"
          + (file.isAbsolute() ? "" : "; it was looked for as " + file.getAbsolutePath());
    }
    if (!file.canRead()) {
      return "may not be read by this user; change its permissions or its owner";
    }
    return "cannot be read: " + e.getMessage();
  }

  private String text(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer chars = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
    String text = chars.flip().toString();
    if (text.startsWith("\ufeff")) {
      text = text.substring(1);
    }
    int strange = strange(text);
    if (strange >= 0) {
      problems.add(
          place(text, strange),
          "holds the character U+"
              + hex(text.codePointAt(strange))
              + ", which no YAML file may; is it the right file?");
      return null;
    }
    if (result.isError()) {
      problems.add(place(text, text.length()), "is not UTF-8 text; save it as UTF-8");
      return null;
    }
    return text;
  }

  /** Where YAML's set of characters is left (YAML 1.2.2, section 5.1), or -1. */
  private static int strange(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = c < ' ' ? c != '\t' && c != '\n' && c != '\r' : c >= 0x7f && c < 0xa0;
      if (control && c != 0x85 || c >= 0xfffe || c == 0xfeff) {
        return i;
      }
    }
    return -1;
  }

  private static String hex(int codePoint) {
    String hex = Integer.toHexString(codePoint).toUpperCase(Locale.ROOT);
    return "0000".substring(Math.min(4, hex.length())) + hex;
  }

  private String place(String text, int index) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < index; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return name + ":" + line + ":" + (text.codePointCount(start, index) + 1);
  }
}
