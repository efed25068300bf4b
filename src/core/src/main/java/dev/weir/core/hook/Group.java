package dev.weir.core.hook;

/** Hooks that are woven together, when the policy first asks for what they are for. */
public enum Group {
  /** What is open. Always woven. */
  HANDLES,
  /** What is read, for its size and its time. */
  READS,
  /** What is written, for its size. */
  WRITES,
  /** Paths that are used without being opened: copy, move, delete, make. */
  PATHS,
  /** Accepted connections that are one too many. */
  CONNECTIONS,
  /** Datagrams, by whom they go to. */
  DATAGRAMS,
  /** Timeouts of sockets where the application has set none. */
  TIMES,
  /** When something has last moved on a connection. */
  TRAFFIC,
  /** By which object a socket is closed. */
  CLOSERS,
  /** Errors that are forced where nothing else is refused. */
  FORCED
}
