package dev.weir.core.config;

import dev.weir.core.limit.Network;
import dev.weir.core.limit.PathPattern;
import dev.weir.core.limit.PeerPattern;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The policy in force. Immutable, safe for any thread.
 *
 * @param mode what a section does that has no mode of its own
 * @param files limits on files
 * @param processes limits on child processes
 * @param sockets limits on sockets
 * @param inject forced errors, for tests
 * @param leaks what counts as a leak
 * @param metrics the HTTP endpoint
 * @param mask what is not shown
 */
public record Policy(
    Mode mode,
    Files files,
    Processes processes,
    Sockets sockets,
    Inject inject,
    Leaks leaks,
    Metrics metrics,
    Masks mask) {

  /**
   * Limits on files and directories. Of the rules the first that matches a file decides; what it
   * does not set is as the section has it.
   *
   * @param mode the section's own mode, or the policy's
   * @param maxOpen the most files and directories open at once; null for no limit
   * @param maxMappings the most mappings at once; 0 is no limit
   * @param maxReadSize bytes; 0 is no limit
   * @param maxWriteSize bytes; 0 is no limit
   * @param readTimeout of pipes, FIFOs and devices; null for none
   * @param createMode the widest permissions of a new file, as in chmod(2); -1 for no limit
   * @param roots absolute directories outside of which nothing is opened, without a slash at the
   *     end but for the root itself; empty for no such limit
   * @param deny patterns of paths that are not opened
   * @param secrets {@code files.private}: patterns of paths that nobody else may read
   * @param temp what becomes of temp files
   * @param rules the first that matches decides
   */
  public record Files(
      Mode mode,
      Amount maxOpen,
      int maxMappings,
      long maxReadSize,
      long maxWriteSize,
      Duration readTimeout,
      int createMode,
      List<String> roots,
      List<PathPattern> deny,
      List<PathPattern> secrets,
      Temp temp,
      List<FileRule> rules) {

    /** Copies the lists. */
    public Files {
      roots = List.copyOf(roots);
      deny = List.copyOf(deny);
      secrets = List.copyOf(secrets);
      rules = List.copyOf(rules);
    }
  }

  /**
   * A rule on some files.
   *
   * @param path a pattern, or null for every path
   * @param site the beginning of a site, or null for every site
   * @param mode its own, or that of the section
   * @param maxOpen the most of these that are open at once; 0 is no limit
   * @param maxReadSize bytes; 0 where the section's counts
   * @param maxWriteSize bytes; 0 where the section's counts
   * @param readTimeout null where the section's counts
   */
  public record FileRule(
      PathPattern path,
      String site,
      Mode mode,
      int maxOpen,
      long maxReadSize,
      long maxWriteSize,
      Duration readTimeout) {}

  /**
   * What becomes of temp files.
   *
   * @param maxAge null for none
   * @param onMaxAge at that age
   * @param onExit when the JVM ends
   */
  public record Temp(Duration maxAge, Leftover onMaxAge, Leftover onExit) {}

  /** What is done with what was left behind. */
  public enum Leftover {
    /** It is reported. */
    REPORT,
    /** It is deleted; only in mode enforce. */
    DELETE
  }

  /**
   * Limits on child processes.
   *
   * @param mode the section's own mode, or the policy's
   * @param maxRunning the most at once; 0 is no limit
   * @param timeout how long one may run; null for no limit
   * @param grace between TERM and KILL
   * @param maxMemory bytes that a tree may have resident; 0 is no limit
   * @param onMaxMemory what then
   * @param allow commands that may be started, by name or by real path: a pattern that is a name
   *     matches at any depth, so it is held against a path as against a name; null for all
   * @param deny commands that may not
   * @param rules the first that matches decides
   */
  public record Processes(
      Mode mode,
      int maxRunning,
      Duration timeout,
      Duration grace,
      long maxMemory,
      OverMemory onMaxMemory,
      List<PathPattern> allow,
      List<PathPattern> deny,
      List<ProcessRule> rules) {

    /** Copies the lists. */
    public Processes {
      allow = allow == null ? null : List.copyOf(allow);
      deny = List.copyOf(deny);
      rules = List.copyOf(rules);
    }
  }

  /**
   * A rule on some commands.
   *
   * @param command a name or a path, with {@code *}
   * @param mode its own, or that of the section
   * @param maxRunning the most of these at once; 0 is no limit
   * @param timeout null where the section's counts
   * @param grace null where the section's counts
   * @param maxMemory 0 where the section's counts
   */
  public record ProcessRule(
      PathPattern command,
      Mode mode,
      int maxRunning,
      Duration timeout,
      Duration grace,
      long maxMemory) {}

  /** What happens to a tree of processes that has too much memory. */
  public enum OverMemory {
    REPORT,
    KILL
  }

  /**
   * Limits on sockets.
   *
   * @param mode the section's own mode, or the policy's
   * @param maxOpen the most sockets, listeners and datagram sockets at once; null for no limit
   * @param allowConnect peers, as {@code host:port}; null for all
   * @param connectTimeout where the application sets none; null for none
   * @param acceptTimeout likewise
   * @param readTimeout likewise
   * @param maxConnections the most accepted ones at once; null for no limit
   * @param maxConnectionsPerListener likewise, of one listener; 0 is no limit
   * @param maxConnectionsPerPeer likewise, of one remote address; 0 is no limit
   * @param trustedProxies networks whose addresses hold any number
   * @param exempt networks whose connections are always accepted
   * @param exemptPorts ports of our own at which every connection is accepted
   * @param firstByteTimeout of an accepted connection on which nothing has come; null for none
   * @param idleTimeout of an accepted connection on which nothing moves; null for none
   */
  public record Sockets(
      Mode mode,
      Amount maxOpen,
      List<PeerPattern> allowConnect,
      Duration connectTimeout,
      Duration acceptTimeout,
      Duration readTimeout,
      Amount maxConnections,
      int maxConnectionsPerListener,
      int maxConnectionsPerPeer,
      List<Network> trustedProxies,
      List<Network> exempt,
      List<Integer> exemptPorts,
      Duration firstByteTimeout,
      Duration idleTimeout) {

    /** Copies the lists. */
    public Sockets {
      allowConnect = allowConnect == null ? null : List.copyOf(allowConnect);
      trustedProxies = List.copyOf(trustedProxies);
      exempt = List.copyOf(exempt);
      exemptPorts = List.copyOf(exemptPorts);
    }
  }

  /**
   * A number, or a share of the process' own limit on descriptors.
   *
   * @param count 0 where it is a share
   * @param share 0 to 1
   */
  public record Amount(int count, double share) {
    /** The number, where the limit is {@code descriptors}; negative for unlimited. */
    public int of(long descriptors) {
      if (count > 0) {
        return count;
      }
      long most = descriptors < 0 ? Integer.MAX_VALUE : (long) (share * descriptors);
      return (int) Math.max(1, Math.min(Integer.MAX_VALUE, most));
    }
  }

  /**
   * Forced errors.
   *
   * @param enabled false: none, whatever the rules say
   * @param seed of the random numbers
   * @param rules each that matches has its turn
   */
  public record Inject(boolean enabled, long seed, List<InjectRule> rules) {
    /** Copies the list. */
    public Inject {
      rules = List.copyOf(rules);
    }
  }

  /**
   * Some forced errors.
   *
   * @param on at which calls
   * @param match the paths or commands; null for all, and for calls that have a peer
   * @param peer the peers; null for all, and for calls that have none
   * @param share of the calls, 0 to 1
   * @param delay before the call; null for none
   * @param fail whether it then fails
   */
  public record InjectRule(
      Call on, PathPattern match, PeerPattern peer, double share, Duration delay, boolean fail) {}

  /** Calls that can be made to fail. */
  public enum Call {
    OPEN,
    READ,
    WRITE,
    CONNECT,
    ACCEPT,
    START
  }

  /**
   * What counts as a leak, and what stacks may cost.
   *
   * @param maxAge by kind of handle, the age from which it is overdue; a kind that is missing never
   *     is
   * @param closeOverdue kinds that are closed when they are overdue, in mode enforce
   * @param stackBudget the part of one core that stack walks may cost, 0 to 1
   * @param stackDepth the most frames that are kept of a stack
   * @param skip packages to look through for the site of a handle
   * @param growingSweeps how many sweeps a site must have grown in, without a break
   * @param unreadAfter for how long a child's output may wait
   */
  public record Leaks(
      Map<String, Duration> maxAge,
      List<String> closeOverdue,
      double stackBudget,
      int stackDepth,
      List<String> skip,
      int growingSweeps,
      Duration unreadAfter) {

    /** Copies the collections. */
    public Leaks {
      maxAge = Map.copyOf(maxAge);
      closeOverdue = List.copyOf(closeOverdue);
      skip = List.copyOf(skip);
    }
  }

  /**
   * The HTTP endpoint.
   *
   * @param enabled false for {@code port: off}
   * @param host the address or name to listen on
   * @param port the port, 0 to pick a free one, -1 if not enabled
   * @param sites the most call sites that are exported as labels
   * @param portFile the file to write the port to, or null
   * @param basicAuth the one user, or null for no authentication
   * @param tls the server's key, or null for plain HTTP
   */
  public record Metrics(
      boolean enabled,
      String host,
      int port,
      int sites,
      String portFile,
      BasicAuth basicAuth,
      Tls tls) {}

  /**
   * The user who may read the endpoint.
   *
   * @param user the name
   * @param passwordFile the file that holds the password
   */
  public record BasicAuth(String user, String passwordFile) {}

  /**
   * The endpoint's key.
   *
   * @param keystore the PKCS#12 or JKS file
   * @param passwordFile the file that holds its password
   */
  public record Tls(String keystore, String passwordFile) {}

  /**
   * What is not shown.
   *
   * @param arguments patterns of arguments of commands, for {@link Mask}
   */
  public record Masks(List<String> arguments) {

    /** Copies the list. */
    public Masks {
      arguments = List.copyOf(arguments);
    }
  }

  /** The policy of no file at all: observe, limit nothing. */
  public static Policy defaults() {
    return of(new Values());
  }

  /** Binds the keys; the compiler checks each one's type. */
  static Policy of(Values values) {
    return new Policy(
        values.get(Keys.MODE),
        FileKeys.bind(values),
        ProcessKeys.bind(values),
        SocketKeys.bind(values),
        InjectKeys.bind(values),
        new Leaks(
            maxAge(values),
            values.get(Keys.LEAKS_CLOSE_OVERDUE),
            values.get(Keys.LEAKS_STACKS_BUDGET),
            values.get(Keys.LEAKS_STACKS_DEPTH),
            values.get(Keys.LEAKS_SKIP),
            values.get(Keys.LEAKS_GROWING_SWEEPS),
            values.get(Keys.LEAKS_UNREAD_AFTER)),
        new Metrics(
            values.get(Keys.METRICS_PORT) != Types.OFF,
            values.get(Keys.METRICS_HOST),
            values.get(Keys.METRICS_PORT),
            values.get(Keys.METRICS_SITES),
            values.get(Keys.METRICS_PORT_FILE),
            basicAuth(values),
            tls(values)),
        new Masks(values.get(Keys.MASK_ARGUMENTS)));
  }

  private static Map<String, Duration> maxAge(Values values) {
    Map<String, Duration> maxAge = new LinkedHashMap<>();
    for (Map.Entry<String, Key<Duration>> kind : Keys.LEAKS_MAX_AGE.entrySet()) {
      Duration age = values.get(kind.getValue());
      if (age != null) {
        maxAge.put(kind.getKey(), age);
      }
    }
    return maxAge;
  }

  private static BasicAuth basicAuth(Values values) {
    String user = values.get(Keys.METRICS_BASIC_AUTH_USER);
    String passwordFile = values.get(Keys.METRICS_BASIC_AUTH_PASSWORD_FILE);
    return user == null || passwordFile == null ? null : new BasicAuth(user, passwordFile);
  }

  private static Tls tls(Values values) {
    String keystore = values.get(Keys.METRICS_TLS_KEYSTORE);
    String passwordFile = values.get(Keys.METRICS_TLS_PASSWORD_FILE);
    return keystore == null || passwordFile == null ? null : new Tls(keystore, passwordFile);
  }
}
