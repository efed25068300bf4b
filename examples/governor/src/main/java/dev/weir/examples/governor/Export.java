package dev.weir.examples.governor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** All pages in one archive. */
final class Export {
  private final Path directory;
  private final Careful careful;

  Export(Path directory, Careful careful) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.careful = careful;
  }

  /**
   * Packs the pages, reads the archive back and answers with it.
   *
   * @param pages HTML by name
   * @param format "zip", or "list" for its names and sizes as plain text
   * @throws HttpError 400 if the format is another
   */
  Answer answer(Map<String, String> pages, String format) throws IOException {
    Path file = Files.createTempFile(directory, "export-", ".zip");
    // Leak 5, review, section 1 ("temporary file cleanup ... lacks error handling"): an unknown
    // format leaves the archive open, and the temporary file where it is; so does an archive that
    // cannot be written or read.
    try {
      write(file, pages);
      Answer answer = answer(file, pages, format);
      Files.delete(file);
      return answer;
    } finally {
      careful.delete(file);
    }
  }

  private Answer answer(Path file, Map<String, String> pages, String format) throws IOException {
    ZipFile archive = new ZipFile(file.toFile());
    try {
      verify(archive, pages);
      Answer answer = answer(archive, file, format);
      archive.close();
      return answer;
    } finally {
      careful.close(archive);
    }
  }

  private static Answer answer(ZipFile archive, Path file, String format) throws IOException {
    return switch (format) {
      case "zip" ->
          new Answer(
              200,
              Files.readAllBytes(file),
              Map.of(
                  "Content-Type", "application/zip",
                  "Content-Disposition", "attachment; filename=\"governor.zip\""));
      case "list" -> {
        StringBuilder names = new StringBuilder();
        archive.stream()
            .forEach(
                entry ->
                    names.append(entry.getSize()).append(' ').append(entry.getName()).append('\n'));
        yield new Answer(
            200,
            names.toString().getBytes(UTF_8),
            Map.of("Content-Type", "text/plain; charset=utf-8"));
      }
      default -> throw new HttpError(400, "The format must be zip or list.");
    };
  }

  private static void write(Path file, Map<String, String> pages) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> page : pages.entrySet()) {
        out.putNextEntry(new ZipEntry(page.getKey()));
        out.write(page.getValue().getBytes(UTF_8));
        out.closeEntry();
      }
    }
  }

  private static void verify(ZipFile archive, Map<String, String> pages) throws IOException {
    for (Map.Entry<String, String> page : pages.entrySet()) {
      ZipEntry entry = archive.getEntry(page.getKey());
      long expected = page.getValue().getBytes(UTF_8).length;
      if (entry == null || archive.getInputStream(entry).readAllBytes().length != expected) {
        throw new IOException("the archive lacks " + page.getKey());
      }
    }
  }
}
