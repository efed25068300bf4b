package dev.weir.core.track;

import dev.weir.bootstrap.AgentThread;
import dev.weir.bootstrap.Descriptors;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.Tally;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Opens and closes one stream and one directory at start, on a thread of Weir's own: proof that
 * events arrive, the place where this C library's DIR has its descriptor, and which socket is the
 * JDK's own.
 */
public final class SelfCheck {
  /** Where glibc and musl have it; see {@link Descriptors#dirOffset}. */
  private static final int[] DIR_OFFSETS = {0, 8};

  /**
   * Whose initialisation makes the JDK's marker: one end of a socketpair whose other end is closed,
   * which {@code preClose} puts over a socket that is being closed (the first on 17, the second on
   * 25).
   */
  private static final String[] MARKERS = {
    "sun.nio.ch.FileDispatcherImpl", "sun.nio.ch.UnixDispatcher"
  };

  private final File jar;
  private final boolean attached;
  private Sweep.Unseen marker;

  /** {@code attached}: the application runs already. */
  public SelfCheck(File jar, boolean attached) {
    this.jar = jar;
    this.attached = attached;
  }

  /** Runs and waits, a few milliseconds. Errors are counted, never thrown. */
  public void run() {
    Thread thread = new AgentThread("weir-check", this::check);
    thread.start();
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The JDK's marker; null where it was made before, or at the same time as something else. */
  public Sweep.Unseen marker() {
    return marker;
  }

  private void check() {
    if (!attached) { // else it is there, or the new socket may be the application's
      findMarker();
    }
    try {
      new FileInputStream(jar).close();
      for (int offset : DIR_OFFSETS) {
        if (secondDescriptor(offset)) {
          return;
        }
      }
      Descriptors.dirOffset(-1); // Then it is named as untracked.
    } catch (Throwable t) {
      Descriptors.dirOffset(-1);
      Tally.error(t);
    }
  }

  private void findMarker() {
    Map<Integer, String> before = Proc.links();
    for (String name : MARKERS) {
      try {
        Class.forName(name, true, null);
      } catch (ClassNotFoundException | LinkageError e) {
        // It is the other one.
      }
    }
    Map<Integer, String> after = Proc.links();
    if (before == null || after == null) {
      return;
    }
    // By number and link: the JVM opens files of /sys on threads of its own meanwhile.
    after.entrySet().removeAll(before.entrySet());
    after.values().removeIf(link -> !link.startsWith("socket:"));
    for (Map.Entry<Integer, String> one : after.entrySet()) {
      if (after.size() == 1 && Ledger.get(one.getKey()) == null) {
        marker =
            new Sweep.Unseen(
                one.getKey(), one.getValue(), "the JDK's own: stands in for a closed socket");
      }
    }
  }

  /** Whether, read at {@code offset}, a directory's second descriptor is one of that directory. */
  @SuppressWarnings("try") // The stream is only held open.
  private boolean secondDescriptor(int offset) throws IOException {
    Descriptors.dirOffset(offset);
    Path directory = jar.getAbsoluteFile().getParentFile().toPath();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
        Handle handle = Ledger.get(fd);
        if (handle != null
            && handle.own()
            && handle.kind() == Kind.DIRECTORY
            && handle.fd() != fd
            && directory.toRealPath().toString().equals(Proc.link(fd))) {
          return true;
        }
      }
    }
    return false;
  }
}
