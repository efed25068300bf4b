package dev.weir.bootstrap;

/** What a handle is. The label is the value of {@code kind} in JSON and in metrics. */
public enum Kind {
  FILE("file"),
  DIRECTORY("directory"),
  MAPPING("mapping"),
  /** A connection, or a socket that is to become one. */
  SOCKET("socket"),
  /** A socket that accepts connections. */
  LISTENER("listener"),
  DATAGRAM("datagram"),
  /** One end of a pipe: of a child process, or of {@code java.nio.channels.Pipe}. */
  PIPE("pipe"),
  SELECTOR("selector"),
  /** The port under an AsynchronousChannelGroup. */
  ASYNC_GROUP("async-group"),
  WATCHER("watcher"),
  /** A child process: no descriptor, a pid. */
  PROCESS("process");

  private static final Kind[] ALL = values();

  private final String label;

  Kind(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** Whether handles of this kind are {@link SocketHandle}s. */
  public boolean isSocket() {
    return this == SOCKET || this == LISTENER || this == DATAGRAM;
  }

  /** How many kinds there are, without the copy that {@code values()} makes. */
  static int count() {
    return ALL.length;
  }
}
