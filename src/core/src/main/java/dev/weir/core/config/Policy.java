package dev.weir.core.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The policy in force. Immutable, safe for any thread.
 *
 * @param mode what a section does that has no mode of its own
 * @param files limits on files
 * @param leaks what counts as a leak
 * @param metrics the HTTP endpoint
 * @param mask what is not shown
 */
public record Policy(Mode mode, Files files, Leaks leaks, Metrics metrics, Masks mask) {

  /**
   * Limits on files and directories.
   *
   * @param mode the section's own mode, or the policy's
   * @param maxOpen the most files and directories open at once; 0 is no limit
   */
  public record Files(Mode mode, int maxOpen) {}

  /**
   * What counts as a leak, and what stacks may cost.
   *
   * @param maxAge by kind of handle, the age from which it is overdue; a kind that is missing never
   *     is
   * @param stackBudget the part of one core that stack walks may cost, 0 to 1
   * @param stackDepth the most frames that are kept of a stack
   * @param skip packages to look through for the site of a handle
   * @param growingSweeps how many sweeps a site must have grown in, without a break
   * @param unreadAfter for how long a child's output may wait
   */
  public record Leaks(
      Map<String, Duration> maxAge,
      double stackBudget,
      int stackDepth,
      List<String> skip,
      int growingSweeps,
      Duration unreadAfter) {

    /** Copies the collections. */
    public Leaks {
      maxAge = Map.copyOf(maxAge);
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
        new Files(values.get(Keys.FILES_MODE), values.get(Keys.FILES_MAX_OPEN)),
        new Leaks(
            maxAge(values),
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
