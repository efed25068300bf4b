package dev.weir.examples.governor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the {@code git} command says about a repository, or about the part of it below a directory.
 */
final class History {
  private static final int MAX_FILE = 1 << 20;
  // ASCII's record and unit separators: nobody types them into a commit's message.
  private static final String FORMAT = "--format=%x1e%H%x1f%an%x1f%aI%x1f%s%x1f%b%x1f";

  private final Path repository;

  History(Path repository) {
    this.repository = repository;
  }

  /**
   * One commit.
   *
   * @param date when it was written, ISO 8601 with the author's offset
   * @param body the message without its first line, maybe empty
   */
  record Commit(
      String hash, String author, String date, String subject, String body, List<Change> changes) {

    String shortHash() {
      return hash.substring(0, 10);
    }

    String day() {
      return date.substring(0, 10);
    }
  }

  /**
   * What a commit did to a file.
   *
   * @param added lines added, or "-" for a binary file; the same for {@code removed}
   */
  record Change(String added, String removed, String path) {}

  /**
   * The newest commits first, at most {@code limit}.
   *
   * @param path only commits that touch this file or directory; "." for all
   * @throws IOException if git fails, as in a directory that is no repository
   */
  List<Commit> log(int limit, String path) throws IOException {
    Output output =
        git(
            "log",
            "--max-count=" + limit,
            FORMAT,
            "--numstat",
            "--no-renames",
            "--relative",
            "--",
            path);
    if (output.status != 0) {
      throw new IOException("git log ended with status " + output.status);
    }
    String text = new String(output.bytes, UTF_8);
    return Stream.of(text.split("\u001e")).skip(1).map(History::commit).toList();
  }

  /**
   * A file as it is in the newest commit.
   *
   * @throws HttpError 404 if there is none of that name, 413 if it is larger than 1 MiB
   */
  byte[] file(String path) throws IOException {
    boolean leavesDirectory =
        Arrays.stream(path.split("/", -1)).anyMatch(List.of("", ".", "..")::contains);
    if (leavesDirectory || path.chars().anyMatch(c -> c < ' ')) {
      throw HttpError.notFound();
    }
    Output output = git("show", "--no-textconv", "HEAD:./" + path);
    if (output.tooLong) {
      throw new HttpError(413, "The file is larger than 1 MiB.");
    }
    if (output.status != 0) {
      throw HttpError.notFound();
    }
    return output.bytes;
  }

  private static Commit commit(String text) {
    String[] fields = text.split("\u001f", 6);
    List<Change> changes =
        fields[5]
            .lines()
            .map(line -> line.split("\t", 3))
            .filter(columns -> columns.length == 3)
            .map(columns -> new Change(columns[0], columns[1], columns[2]))
            .toList();
    return new Commit(fields[0], fields[1], fields[2], fields[3], fields[4].strip(), changes);
  }

  private record Output(int status, byte[] bytes, boolean tooLong) {}

  /**
   * Runs git to its end. Its output is read whole before the wait, so it cannot block on a full
   * pipe.
   */
  private Output git(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "git",
                "-C",
                repository.toString(),
                "--literal-pathspecs",
                "-c",
                "core.quotePath=false"));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    // Under a git hook these would name another repository.
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    Process process = builder.start();
    try (InputStream out = process.getInputStream()) {
      process.getOutputStream().close();
      byte[] bytes = out.readNBytes(MAX_FILE + 1);
      boolean tooLong = bytes.length > MAX_FILE;
      if (tooLong) {
        process.destroyForcibly();
      }
      return new Output(process.waitFor(), bytes, tooLong);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while git ran", stopped);
    } finally {
      process.destroyForcibly();
    }
  }
}
