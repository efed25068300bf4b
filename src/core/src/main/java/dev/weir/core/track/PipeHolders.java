package dev.weir.core.track;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which other processes hold a pipe of ours open: those with the same link in /proc/PID/fd
 * (proc_pid_fd(5)), whether descendants or not. A child's output does not end while a process that
 * it has started holds the pipe, and when the child has ended that process is nobody's child any
 * more.
 *
 * <p>For the agent's own threads: one look reads the name of every open descriptor of every
 * process. Names only: to ask for more could wait for a network file system. Processes that end
 * meanwhile are left out, as are those of other users unless this one is root, and what comes after
 * 250,000 descriptors.
 */
public final class PipeHolders {
  /**
   * One process.
   *
   * @param reads whether it can read from the pipe
   * @param writes whether it can write into it: its reader then waits for more
   * @param command as {@link ProcessTree#command} says it: not masked
   */
  public record Holder(long pid, boolean reads, boolean writes, List<String> command) {}

  private static final File PROC = new File("/proc");
  private static final int MOST_PROCESSES = 65_536;
  private static final int MOST_DESCRIPTORS = 250_000;
  private static final int MOST_OF_ONE_PROCESS = 20_000;
  private static final int MOST_HOLDERS = 100;

  private PipeHolders() {}

  /**
   * Looks once for all of them.
   *
   * @param links as {@code pipe:[123]}
   * @return by link, up to 100 others that hold it; a link that nobody else holds is not in it
   */
  public static Map<String, List<Holder>> of(Set<String> links) {
    return of(links, ProcessHandle.current().pid());
  }

  /** The same without the commands, which a stuck process would not let be read. */
  public static Map<String, List<Holder>> namesOf(Set<String> links) {
    return of(links, ProcessHandle.current().pid(), false);
  }

  /** Whether that process holds one of the pipes at the end where it reads, or where it writes. */
  public static boolean holds(long pid, String link, boolean reading) {
    Map<String, List<Holder>> found = new HashMap<>();
    look(pid, Set.of(link), MOST_OF_ONE_PROCESS, found, false);
    for (Holder holder : found.getOrDefault(link, List.of())) {
      if (reading ? holder.reads() : holder.writes()) {
        return true;
      }
    }
    return false;
  }

  static Map<String, List<Holder>> of(Set<String> links, long self) {
    return of(links, self, true);
  }

  private static Map<String, List<Holder>> of(Set<String> links, long self, boolean commands) {
    Map<String, List<Holder>> found = new HashMap<>();
    String[] names = links.isEmpty() ? null : PROC.list();
    if (names == null) {
      return found;
    }
    int processes = 0;
    int left = MOST_DESCRIPTORS;
    for (String name : names) {
      long pid = ProcFile.number(name);
      if (pid <= 0 || pid == self) {
        continue;
      }
      if (++processes > MOST_PROCESSES || left <= 0) {
        break;
      }
      left -= look(pid, links, Math.min(left, MOST_OF_ONE_PROCESS), found, commands);
    }
    return found;
  }

  /** Returns how many descriptors it has looked at. */
  private static int look(
      long pid, Set<String> links, int most, Map<String, List<Holder>> found, boolean commands) {
    String directory = "/proc/" + pid + "/fd";
    String[] fds = new File(directory).list(); // Null: ended, or not ours to see.
    int count = fds == null ? 0 : Math.min(fds.length, most);
    for (int i = 0; i < count; i++) {
      Path fd = Path.of(directory, fds[i]);
      try {
        String link = Files.readSymbolicLink(fd).toString();
        if (links.contains(link)) {
          add(pid, fd, found, link, commands);
        }
      } catch (IOException closedSince) {
        // The next one.
      }
    }
    return count;
  }

  private static void add(
      long pid, Path fd, Map<String, List<Holder>> found, String link, boolean commands)
      throws IOException {
    // Both ends have one name; the link's own permissions are how the descriptor is open.
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(fd, LinkOption.NOFOLLOW_LINKS);
    boolean reads = mode.contains(PosixFilePermission.OWNER_READ);
    boolean writes = mode.contains(PosixFilePermission.OWNER_WRITE);
    List<Holder> holders = found.get(link);
    if (holders == null) {
      holders = new ArrayList<>();
      found.put(link, holders);
    }
    int last = holders.size() - 1;
    if (last >= 0 && holders.get(last).pid() == pid) {
      Holder before = holders.get(last);
      holders.set(
          last,
          new Holder(pid, before.reads() || reads, before.writes() || writes, before.command()));
    } else if (holders.size() < MOST_HOLDERS) {
      holders.add(new Holder(pid, reads, writes, commands ? ProcessTree.command(pid) : List.of()));
    }
  }
}
