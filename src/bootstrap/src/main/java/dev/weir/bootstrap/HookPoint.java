package dev.weir.bootstrap;

/**
 * One hooked method of the JDK, as far as the gate needs to know it. Made once when the agent
 * starts; {@link State#SEEN} is set by the first event that arrives.
 */
public final class HookPoint {
  /** From "nobody has looked yet" to "an event came through it". */
  public enum State {
    /** The class is not loaded yet. */
    WAITING("waiting"),
    /** Woven; no event so far. */
    WOVEN("woven"),
    /** An event arrived. */
    SEEN("seen"),
    /** Another JDK or another version of a library has it, and this one needs it not. */
    ABSENT("absent"),
    /** The policy asks for nothing that needs it. */
    OFF("off"),
    /** This JDK has no such class or method. */
    MISSING("missing"),
    /** It is there, and could not be woven. */
    FAILED("failed");

    private final String label;

    State(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** Whose words a refusal speaks. */
  public enum Words {
    /** {@code java.io.FileNotFoundException}. */
    IO,
    /** {@code java.nio.file.FileSystemException}. */
    NIO,
    /** {@code java.net.SocketException}, or {@code ConnectException} where it connects. */
    SOCKET,
    /** {@code java.io.IOException}. */
    PLAIN
  }

  private final int id;
  private final String name;
  private final String type;
  private final Kind kind;
  private final Words words;
  private final String site;
  private volatile State state = State.WAITING;
  private boolean seen;

  /**
   * @param id its index in {@link Gate#install}'s table
   * @param name class and method, for reports
   * @param type the public JDK type that a user knows, for reports
   * @param kind what an open here makes; null where nothing is opened
   * @param words the refusal's words; null where nothing is refused
   * @param site the site of what is opened here, where the stack's would mislead; else null
   */
  public HookPoint(int id, String name, String type, Kind kind, Words words, String site) {
    this.id = id;
    this.name = name;
    this.type = type;
    this.kind = kind;
    this.words = words;
    this.site = site;
  }

  public int id() {
    return id;
  }

  public String name() {
    return name;
  }

  public String type() {
    return type;
  }

  public Kind kind() {
    return kind;
  }

  public Words words() {
    return words;
  }

  /** Overrides the site that the stack names; null where it does not. */
  public String site() {
    return site;
  }

  public State state() {
    // Of a library that is there twice, one copy may be seen and the other not be woven.
    return seen && state != State.MISSING && state != State.FAILED ? State.SEEN : state;
  }

  public void state(State now) {
    state = now;
  }

  /**
   * Read before written, so that the cache line stays shared; a lost write is made by the next
   * event.
   */
  void seen() {
    if (!seen) {
      seen = true;
    }
  }
}
