package dev.weir.core.track;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a process and its descendants use now: proc(5). What was started by a process that has ended
 * since is no descendant any more; {@link PipeHolders} may find it.
 *
 * <p>For the agent's own threads: it reads files, three for a process and one for each of its
 * threads. It throws nothing for a process that ends meanwhile; what was read of it counts.
 *
 * @param pid the root of the tree
 * @param residentBytes memory of the root that is in RAM; the kernel counts it in batches, so a few
 *     hundred KiB may be missing (proc_pid_statm(5))
 * @param processes in the tree, the root included; at most {@link #MOST}
 * @param treeResidentBytes memory of all of them; what they share counts for each
 * @param treeOwnBytes the same without pages of files that are mapped and without shared memory
 *     ({@code resident - shared} of proc_pid_statm(5), which is RssAnon): the kernel takes back
 *     what is only mapped when others need it, and it is none of what the processes have asked for
 * @param writtenBytes what the tree has written so far, to files, pipes and sockets ({@code wchar}
 *     of proc_pid_io(5)). The kernel adds to a parent's what its children had written when they
 *     ended and were waited for (wait_task_zombie in kernel/exit.c), so they are in it. Processes
 *     of other users are not; -1 if none of the tree may be read
 */
public record ProcessTree(
    long pid,
    long residentBytes,
    int processes,
    long treeResidentBytes,
    long treeOwnBytes,
    long writtenBytes) {

  /** Processes of a tree that are looked at. */
  public static final int MOST = 1000;

  private static final byte[] WCHAR = "wchar: ".getBytes(StandardCharsets.US_ASCII);

  /** Of a command line. */
  private static final int MOST_BYTES = 64 * 1024;

  /** {@code AT_PAGESZ}: include/uapi/linux/auxvec.h. */
  private static final long AT_PAGESZ = 6;

  private static final long PAGE = pageSize();

  /** The tree below a process; null if there is no such process. */
  public static ProcessTree of(long pid) {
    return of(Set.of(pid)).get(pid);
  }

  /** The trees of several processes, by pid; without those that are no more. */
  public static Map<Long, ProcessTree> of(Set<Long> pids) {
    return of(pids, new Children());
  }

  static Map<Long, ProcessTree> of(Set<Long> pids, Children children) {
    Map<Long, ProcessTree> trees = new HashMap<>();
    byte[] buffer = new byte[512];
    for (Long pid : pids) {
      ProcessTree tree = of(pid, children, buffer);
      if (tree != null) {
        trees.put(pid, tree);
      }
    }
    return trees;
  }

  private static ProcessTree of(long root, Children children, byte[] buffer) {
    long[] memory = new long[2];
    if (!memory(root, buffer, memory)) {
      return null;
    }
    // Also a guard against a circle, which the numbers could make if one is given again meanwhile.
    Set<Long> seen = new HashSet<>();
    List<Long> tree = new ArrayList<>();
    seen.add(root);
    tree.add(root);
    int processes = 0;
    long ofRoot = memory[0];
    long resident = 0;
    long own = 0;
    long written = -1;
    for (int i = 0; i < tree.size(); i++) {
      long pid = tree.get(i);
      if (i > 0 && !memory(pid, buffer, memory)) {
        continue;
      }
      processes++;
      resident += memory[0];
      own += memory[1];
      long out = written(pid, buffer);
      if (out >= 0) {
        written = Math.max(written, 0) + out;
      }
      for (Long child : children.of(pid)) {
        if (tree.size() < MOST && seen.add(child)) {
          tree.add(child);
        }
      }
    }
    return new ProcessTree(root, ofRoot, processes, resident, own, written);
  }

  /**
   * The arguments of a process; {@code [name]} for one that has none (a zombie, a thread of the
   * kernel's); empty if there is no such process. Secrets are in it as they stand: mask it before
   * it is shown. At most 64 KiB, then the last argument ends in {@code …}; empty arguments at the
   * end, which may be padding, are left out.
   *
   * <p>The kernel reads them from the memory of that process: if that is stuck, so is this.
   */
  public static List<String> command(long pid) {
    List<String> arguments = new ArrayList<>();
    byte[] buffer = new byte[1024];
    String file = "/proc/" + pid + "/cmdline";
    int length = ProcFile.read(file, buffer);
    if (length == buffer.length) {
      buffer = new byte[MOST_BYTES];
      length = ProcFile.read(file, buffer);
    }
    boolean cut = length == buffer.length && buffer[length - 1] != 0;
    while (length > 0 && buffer[length - 1] == 0) {
      length--;
    }
    int start = 0;
    for (int i = 0; i <= length && length > 0; i++) {
      if (i == length || buffer[i] == 0) {
        String argument = new String(buffer, start, i - start, StandardCharsets.UTF_8);
        arguments.add(cut && i == length ? argument + "…" : argument);
        start = i + 1;
      }
    }
    if (arguments.isEmpty()) {
      length = ProcFile.read("/proc/" + pid + "/comm", buffer);
      if (length > 0) {
        int end = buffer[length - 1] == '\n' ? length - 1 : length;
        arguments.add("[" + new String(buffer, 0, end, StandardCharsets.UTF_8) + "]");
      }
    }
    return arguments;
  }

  /**
   * {@code size resident shared ..} in pages.
   *
   * @param bytes is given what is resident, and what of it is neither of a file nor shared
   * @return false if the process is no more
   */
  private static boolean memory(long pid, byte[] buffer, long[] bytes) {
    int length = ProcFile.read("/proc/" + pid + "/statm", buffer);
    int resident = after(buffer, 0, length);
    int shared = after(buffer, resident, length);
    int end = after(buffer, shared, length);
    if (end >= length) {
      return false;
    }
    long pages = ProcFile.decimal(buffer, resident, shared - 1);
    long others = ProcFile.decimal(buffer, shared, end - 1);
    if (pages < 0 || others < 0) {
      return false;
    }
    bytes[0] = pages * PAGE;
    bytes[1] = Math.max(pages - others, 0) * PAGE;
    return true;
  }

  /** Where the next word begins. */
  private static int after(byte[] buffer, int start, int length) {
    int end = start;
    while (end < length && buffer[end] != ' ') {
      end++;
    }
    return end + 1;
  }

  /** {@code wchar: 123} in a line of its own. */
  private static long written(long pid, byte[] buffer) {
    int length = ProcFile.read("/proc/" + pid + "/io", buffer);
    for (int i = 0; i + WCHAR.length < length; i++) {
      int match = 0;
      while (match < WCHAR.length && buffer[i + match] == WCHAR[match]) {
        match++;
      }
      if (match == WCHAR.length) {
        int end = i + match;
        while (end < length && buffer[end] != '\n') {
          end++;
        }
        return ProcFile.decimal(buffer, i + match, end);
      }
    }
    return -1;
  }

  /**
   * From the auxiliary vector, pairs of words of the process: getauxval(3). Nearly every Linux has
   * 4096; some of aarch64 have 16384 or 65536.
   */
  private static long pageSize() {
    byte[] bytes = new byte[1024];
    int length = ProcFile.read("/proc/self/auxv", bytes);
    ByteBuffer vector = ByteBuffer.wrap(bytes, 0, Math.max(length, 0));
    vector.order(ByteOrder.nativeOrder());
    boolean words32 = "32".equals(System.getProperty("sun.arch.data.model"));
    while (vector.remaining() >= (words32 ? 8 : 16)) {
      long type = words32 ? vector.getInt() : vector.getLong();
      long value = words32 ? vector.getInt() : vector.getLong();
      if (type == AT_PAGESZ && value > 0) {
        return value;
      }
    }
    return 4096;
  }
}
