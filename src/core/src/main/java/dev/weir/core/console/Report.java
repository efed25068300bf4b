package dev.weir.core.console;

import dev.weir.core.track.Leaks;
import dev.weir.core.track.SiteKey;
import dev.weir.core.track.SiteRow;
import dev.weir.core.track.Sites;
import dev.weir.core.track.Sweep;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What is open, in words and by site: never 214 stacks. Needs no descriptor and no time zone. */
public final class Report {
  private static final int MAX_SITES = 20;
  private static final int MAX_FRAMES = 12;

  private Report() {}

  /** A block of lines, {@code prefix} before each. */
  public static String text(Sweep sweep, String headline, String prefix) {
    long now = System.nanoTime();
    StringBuilder out = new StringBuilder();
    out.append(prefix).append(headline).append('\n');
    int sites = 0;
    int handles = 0;
    for (SiteRow row : sweep.rows()) {
      handles += row.open();
      if (++sites > MAX_SITES) {
        continue;
      }
      SiteKey key = row.key();
      out.append(prefix);
      line(
          out, row.open(), "open", key.type(), now - row.oldestNanos(), key.site() + evidence(row));
      example(out, prefix, row.targets());
      if (sites == 1 && row.trace() != null) {
        for (int i = 0; i < Math.min(MAX_FRAMES, row.trace().depth()); i++) {
          out.append(prefix)
              .append("                 at ")
              .append(Sites.text(row.trace().frame(i)))
              .append('\n');
        }
      }
    }
    if (sites > MAX_SITES) {
      out.append(prefix).append("  … and ").append(sites - MAX_SITES).append(" sites more\n");
    }
    out.append(prefix).append(handles).append(" handles from ").append(sites).append(" sites\n");
    return out.toString();
  }

  /** {@code [growing, 3 overdue]}, or nothing. */
  private static String evidence(SiteRow row) {
    StringBuilder words = new StringBuilder();
    if (row.growing()) {
      words.append(", growing");
    }
    count(words, row.collected(), "collected");
    count(words, row.overdue(), "overdue");
    count(words, row.unread(), "unread");
    count(words, row.orphaned(), "orphaned");
    return words.length() == 0 ? "" : " [" + words.substring(2) + "]";
  }

  private static void count(StringBuilder words, int count, String what) {
    if (count > 0) {
      words.append(", ").append(count).append(' ').append(what);
    }
  }

  /** What one site has leaked, and one example. */
  static void leak(StringBuilder out, Leaks.Group group) {
    long age = System.nanoTime() - group.oldestNanos();
    line(out, group.count(), "leaked", group.type(), age, group.site());
    example(out, "", group.targets());
  }

  private static void example(StringBuilder out, String prefix, Set<String> targets) {
    String target = targets.isEmpty() ? "" : targets.iterator().next();
    if (!target.isEmpty()) {
      out.append(prefix).append("                 of ").append(printable(target)).append('\n');
    }
  }

  /** A file's name may have a line feed, and then look like a line of ours. */
  static String printable(String target) {
    StringBuilder out = new StringBuilder(target);
    for (int i = 0; i < out.length(); i++) {
      if (Character.isISOControl(out.charAt(i))) {
        out.setCharAt(i, '?');
      }
    }
    return out.toString();
  }

  /** In columns; without java.util.Formatter, whose first use loads some fifty classes. */
  private static void line(
      StringBuilder out, long count, String what, String type, long age, String site) {
    String number = Long.toString(count);
    out.append(" ".repeat(Math.max(0, 6 - number.length()))).append(number).append(' ');
    column(out, what, 6).append(' ');
    column(out, simpleName(type), 22).append(" oldest ");
    column(out, age(age), 6).append(' ').append(site).append('\n');
  }

  private static StringBuilder column(StringBuilder out, String text, int width) {
    return out.append(text).append(" ".repeat(Math.max(0, width - text.length())));
  }

  private static String simpleName(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  /** {@code 12s}, {@code 3m}, {@code 2h}, {@code 4d}. */
  static String age(long nanos) {
    long seconds = Math.max(0, TimeUnit.NANOSECONDS.toSeconds(nanos));
    if (seconds < 120) {
      return seconds + "s";
    }
    if (seconds < 7200) {
      return seconds / 60 + "m";
    }
    return seconds < 172_800 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }
}
