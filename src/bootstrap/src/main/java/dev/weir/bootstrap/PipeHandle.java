package dev.weir.bootstrap;

import java.lang.ref.ReferenceQueue;

/** Our end of a pipe to a child process. */
public final class PipeHandle extends Handle {
  private static final String[] NAMES = {"stdin", "stdout", "stderr"};

  private final int pid;
  private final int stream;

  PipeHandle(
      Object owner,
      ReferenceQueue<Object> queue,
      HookPoint point,
      int pid,
      int stream,
      int fd,
      long openedNanos,
      RawStack rawStack,
      Thread thread,
      boolean own) {
    super(
        owner,
        queue,
        point,
        null,
        stream == 0 ? WRITE : READ,
        fd,
        -1,
        -1,
        openedNanos,
        rawStack,
        thread,
        own,
        null);
    this.pid = pid;
    this.stream = stream;
  }

  /** The child's. */
  public int pid() {
    return pid;
  }

  /** The child's 0, 1 or 2. */
  public int stream() {
    return stream;
  }

  @Override
  public String target() {
    return NAMES[stream] + " of process " + pid;
  }
}
