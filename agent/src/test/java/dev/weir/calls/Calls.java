package dev.weir.calls;

import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.Mapping;
import dev.weir.bootstrap.Tally;
import dev.weir.bootstrap.Trace;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The program that the tests fork: does what its first argument says, and prints what it finds. */
public final class Calls {
  private static Path dir;

  private Calls() {}

  public static void main(String[] arguments) throws Exception {
    dir = Files.createTempDirectory("weir-calls");
    JdkCalls.prepare(dir);
    switch (arguments[0]) {
      case "truth" -> truth();
      case "leak" -> leak(Integer.parseInt(arguments[1]));
      case "cap" -> cap(Integer.parseInt(arguments[1]));
      case "soak" -> Soak.run(dir, Integer.parseInt(arguments[1]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("done");
    System.in.read();
  }

  /** Each call: the ledger's new slots are the kernel's new descriptors, and go with them. */
  private static void truth() throws Exception {
    for (JdkCalls call : JdkCalls.values()) {
      call.open(dir).close(); // warm: what the JDK opens once is open now
    }
    for (JdkCalls call : JdkCalls.values()) {
      long balance = balance();
      TreeSet<Integer> fds = descriptors();
      TreeSet<Integer> slots = slots();
      Closeable opened = call.open(dir);
      TreeSet<Integer> newFds = descriptors();
      newFds.removeAll(fds);
      TreeSet<Integer> newSlots = slots();
      newSlots.removeAll(slots);
      expect(call, "descriptors", call.descriptors(), newFds.size());
      expect(call, "slots", newFds, newSlots);
      for (int fd : newSlots) {
        Handle handle = Ledger.get(fd);
        String mode = (handle.access() & 1) != 0 ? "r" : "";
        mode += (handle.access() & 2) != 0 ? "w" : "";
        expect(call, "mode", call.mode(), mode);
        expect(call, "thread", "main", handle.thread());
        expect(call, "site", true, site(handle.trace()).startsWith("dev.weir.calls.JdkCalls"));
        boolean named =
            handle.target().startsWith(dir.toString())
                || List.of("a.txt", "sub").contains(handle.target());
        expect(call, "target " + handle.target(), true, named);
      }
      opened.close();
      expect(call, "descriptors after close", fds, descriptors());
      expect(call, "slots after close", slots, slots());
      expect(call, "balance", balance, balance());
      try {
        opened.close();
      } catch (IOException e) {
        // Only image streams say that they are closed.
      }
      expect(call, "slots after a second close", slots, slots());
    }
    fails(); // warm
    fails();
    mappings();
  }

  /** A mapping is memory and no descriptor: it outlives its channel and ends with its buffer. */
  private static void mappings() throws Exception {
    Path file = Files.write(dir.resolve("mapped"), new byte[10_000]);
    for (FileChannel.MapMode mode :
        List.of(
            FileChannel.MapMode.READ_ONLY,
            FileChannel.MapMode.READ_WRITE,
            FileChannel.MapMode.PRIVATE)) {
      int before = Ledger.mappings().size();
      Object[] buffer = new Object[1];
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        buffer[0] = channel.map(mode, 4096, 5000);
      }
      expect(mode, "mappings", before + 1, Ledger.mappings().size());
      for (Mapping mapping : Ledger.mappings()) {
        if (mapping.target().equals(file.toString())) {
          expect(mode, "bytes", 5000L, mapping.bytes());
          expect(
              mode, "read-only", mode.equals(FileChannel.MapMode.READ_ONLY), mapping.access() == 1);
          expect(
              mode,
              "site",
              true,
              site(mapping.trace()).startsWith("dev.weir.calls.Calls.mappings"));
        }
      }
      buffer[0] = null;
      for (int i = 0; i < 10_000 && Ledger.mappings().size() > before; i++) {
        System.gc();
        Thread.yield();
      }
      expect(mode, "mappings after its buffer was collected", before, Ledger.mappings().size());
    }
    try (FileChannel channel = FileChannel.open(file)) {
      int before = Ledger.mappings().size();
      Object nothing = channel.map(FileChannel.MapMode.READ_ONLY, 0, 0);
      expect("mapping of no bytes", "mappings", before, Ledger.mappings().size());
      Reference.reachabilityFence(nothing);
      if (Runtime.version().feature() >= 22) {
        inAnArena(channel);
      }
    }
  }

  /** {@code channel.map(mode, 0, 100, arena)}, by reflection: the tests are compiled for 17. */
  private static void inAnArena(FileChannel channel) throws Exception {
    Class<?> type = Class.forName("java.lang.foreign.Arena");
    int before = Ledger.mappings().size();
    try (AutoCloseable arena = (AutoCloseable) type.getMethod("ofConfined").invoke(null)) {
      FileChannel.class
          .getMethod("map", FileChannel.MapMode.class, long.class, long.class, type)
          .invoke(channel, FileChannel.MapMode.READ_ONLY, 0L, 100L, arena);
      expect("arena", "mappings", before + 1, Ledger.mappings().size());
    }
    expect("arena", "mappings after its close", before, Ledger.mappings().size());
  }

  /** An open that throws, and a close that throws, leave nothing. */
  private static void fails() throws Exception {
    TreeSet<Integer> slots = slots();
    long balance = balance();
    Path missing = dir.resolve("missing");
    for (JdkCalls call : JdkCalls.values()) {
      try {
        call.open(missing).close();
        System.out.println("WRONG " + call + " opened in a directory that is not there");
      } catch (Exception e) {
        expect(call, "slots after " + e.getClass().getSimpleName(), slots, slots());
      }
    }
    try (var full = new BufferedOutputStream(Files.newOutputStream(Path.of("/dev/full")))) {
      full.write('x');
    } catch (IOException e) {
      expect("close on a full disk", "slots", slots, slots());
    }
    // Where a writer's last flush fails, JDK 17 leaves the file open (sun.nio.cs.StreamEncoder
    // .implClose): then the ledger has it too.
    long stuck = stuck();
    try (var full = Files.newBufferedWriter(Path.of("/dev/full"))) {
      full.write('x');
    } catch (IOException e) {
      stuck = stuck() - stuck;
    }
    try (var notZip = new java.util.zip.ZipFile(dir.resolve("a.txt").toFile())) {
      System.out.println("WRONG no zip was opened " + notZip);
    } catch (IOException e) {
      expect("no zip", "slots", slots, slots());
    }
    expect("failures", "balance", balance + stuck, balance());
  }

  private static long stuck() {
    long count = 0;
    for (String name : new File("/proc/self/fd").list()) {
      count += link(name).equals("/dev/full") ? 1 : 0;
    }
    return count;
  }

  /**
   * Of each call opens {@code count} and closes them, and opens as many and drops them; says the
   * sites of these. Each has files of its own: the JDK shares what is open of one zip file.
   */
  private static void leak(int count) throws Exception {
    List<Path> dirs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      dirs.add(Files.createDirectory(dir.resolve("drop" + i)));
      JdkCalls.prepare(dirs.get(i));
    }
    for (Way call : Way.all()) {
      if (call.dropped() == Way.Dropped.CACHED) {
        continue;
      }
      // What the JDK pins stays for good: a few show it.
      boolean few = call.dropped() == Way.Dropped.PINNED && call instanceof NetCalls;
      for (int i = 0; i < (few ? 2 : count); i++) {
        call.open(dirs.get(i)).close();
        drop(call, dirs.get(i));
      }
    }
    System.out.println("all");
    while (System.in.read() >= 0) { // the test asks for collections, a line for each
      System.gc();
    }
  }

  private static void drop(Way call, Path in) throws Exception {
    Set<Handle> before = handles();
    Closeable opened = call.open(in);
    for (Handle handle : handles()) {
      if (!before.contains(handle)) {
        boolean pinned = call.dropped() == Way.Dropped.PINNED;
        System.out.println((pinned ? "pinned " : "dropped ") + site(handle.trace()));
      }
    }
    Reference.reachabilityFence(opened); // and from here nobody has it
  }

  private static Set<Handle> handles() {
    Set<Handle> open = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int fd = 0; fd < Ledger.capacity(); fd++) {
      Handle handle = Ledger.get(fd);
      if (handle != null && !handle.own() && !site(handle.trace()).equals("none")) {
        open.add(handle);
      }
    }
    return open;
  }

  /** Fills up to the cap and asks every call for one more. */
  private static void cap(int max) throws Exception {
    for (JdkCalls call : JdkCalls.values()) {
      if (call != JdkCalls.ASYNCHRONOUS) {
        call.open(dir).close();
      }
    }
    List<Closeable> held = new ArrayList<>();
    for (int i = 0; i < max; i++) {
      held.add(JdkCalls.FILE_INPUT_STREAM.open(dir));
    }
    TreeSet<Integer> fds = descriptors();
    for (JdkCalls call : JdkCalls.values()) {
      try {
        call.open(dir).close();
        System.out.println((call.needed() ? "NEEDED " : "ADMITTED ") + call);
      } catch (Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
          cause = cause.getCause();
        }
        boolean declared =
            cause instanceof FileNotFoundException || cause instanceof FileSystemException;
        expect(call, "refused with " + cause.getClass(), true, declared);
        String words = "Too many open files: weir files.max-open " + max;
        expect(call, "words " + cause.getMessage(), true, cause.getMessage().contains(words));
      }
      expect(call, "descriptors after the refusal", fds, descriptors());
    }
    needed();
    held.remove(0).close();
    Closeable again = JdkCalls.FILE_CHANNEL.open(dir);
    again.close();
    for (Closeable one : held) {
      one.close();
    }
  }

  /** With the cap reached, the JVM goes on. */
  private static void needed() throws Exception {
    Class.forName("dev.weir.calls.LoadedLate");
    javax.net.ssl.SSLContext.getDefault().getSocketFactory();
    java.time.ZoneId.of("America/Sao_Paulo").getRules();
    java.util.TimeZone.getTimeZone("Asia/Tokyo");
    new java.security.SecureRandom().nextInt();
    java.net.InetAddress.getByName("localhost");
    java.util.ServiceLoader.load(java.nio.file.spi.FileSystemProvider.class).forEach(p -> {});
    expect("child", "exit", 0, new ProcessBuilder("true").start().waitFor());
    System.out.println("needed works");
  }

  static TreeSet<Integer> descriptors() {
    TreeSet<Integer> open = new TreeSet<>();
    for (String name : new File("/proc/self/fd").list()) {
      int fd = Integer.parseInt(name);
      if (ofTheProgram(fd)) {
        open.add(fd);
      }
    }
    return open;
  }

  /**
   * All that the program has open, and what it is; without what the JVM looks at in C meanwhile.
   */
  static Map<Integer, String> links() {
    Map<Integer, String> open = new TreeMap<>();
    for (String name : new File("/proc/self/fd").list()) {
      String link = link(name);
      if (!link.isEmpty() && !link.startsWith("/sys/") && !link.startsWith("/proc/")) {
        open.put(Integer.parseInt(name), link);
      }
    }
    return open;
  }

  private static boolean ofTheProgram(int fd) {
    return link("" + fd).startsWith(dir.toString());
  }

  /** Empty for what is closed, as the listing's own descriptor is by now. */
  private static String link(String fd) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd", fd)).toString();
    } catch (IOException e) {
      return "";
    }
  }

  static TreeSet<Integer> slots() {
    TreeSet<Integer> used = new TreeSet<>();
    for (int fd = 0; fd < Ledger.capacity(); fd++) {
      Handle handle = Ledger.get(fd);
      if (handle != null && !handle.own() && ofTheProgram(fd)) {
        used.add(fd);
      }
    }
    return used;
  }

  private static long balance() {
    long balance = 0;
    for (Kind kind : Kind.values()) {
      balance += Tally.opened(kind.ordinal()) - Tally.ended(kind.ordinal());
    }
    return balance;
  }

  private static String site(Trace trace) {
    for (int i = 0; trace != null && i < trace.depth(); i++) {
      if (trace.frame(i).getClassName().startsWith("dev.weir.calls.")) {
        return trace.frame(i).toString().replaceFirst("^.*/", "");
      }
    }
    return "none";
  }

  static void expect(Object call, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      System.out.println("WRONG " + call + ": " + what + ": " + expected + ", found " + found);
    }
  }
}
