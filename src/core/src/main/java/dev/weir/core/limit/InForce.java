package dev.weir.core.limit;

import dev.weir.bootstrap.Budget;
import dev.weir.bootstrap.Charge;
import dev.weir.bootstrap.ChildProcess;
import dev.weir.bootstrap.Descriptors;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.HookPoint.Words;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Paths;
import dev.weir.bootstrap.Rules;
import dev.weir.bootstrap.SocketHandle;
import dev.weir.bootstrap.Timeout;
import dev.weir.core.config.Mode;
import dev.weir.core.config.Policy;
import dev.weir.core.config.Policy.Call;
import dev.weir.core.limit.path.PathRules;
import dev.weir.core.limit.path.TempRules;
import java.io.FileDescriptor;
import java.util.Map;
import java.util.function.Function;

/**
 * One version of the policy as rules. Which rule is asked about what, and nothing else: each
 * answers for itself.
 */
public final class InForce extends Rules {
  private final Policy policy;
  private final Budgets budgets;
  private final Forced forced;
  private final FileCaps files;
  private final PathRules paths;
  private final TempRules temp;
  private final FileSizes sizes;
  private final KindCap sockets;
  private final Connections connections;
  private final Peers peers;
  private final SocketTimeouts timeouts;
  private final SlowConnections slow;
  private final KindCap mappings;
  private final ProcessCaps processes;

  /**
   * Not in force before the gate has it.
   *
   * @param before the version that this one follows, or null
   * @param sites names the site of a handle that is open
   * @param descriptors the process' own limit; negative for none
   */
  public InForce(Policy policy, InForce before, Function<Handle, String> sites, long descriptors) {
    this(policy, before, sites, descriptors, Needed.ofThisJvm());
  }

  InForce(
      Policy policy,
      InForce before,
      Function<Handle, String> sites,
      long descriptors,
      Needed needed) {
    this.policy = policy;
    budgets = new Budgets(before == null ? null : before.budgets);
    forced = new Forced(policy.inject(), needed);
    temp = new TempRules(policy.files());
    // Asked first, for the other walks java.home.
    boolean onPaths = PathRules.needs(policy.files());
    paths = onPaths ? PathRules.of(policy.files(), new NeededPaths(needed)) : null;
    files = new FileCaps(policy, this, budgets, needed, sites, descriptors);
    sizes = new FileSizes(policy, needed, sites);
    Policy.Amount most = policy.sockets().maxOpen();
    Cap open =
        most == null
            ? null
            : cap(
                "sockets.max-open",
                most.of(descriptors),
                policy.sockets().mode(),
                "/handles?kind=socket");
    sockets = new KindCap(open, this, "Too many open sockets");
    Policy.Amount connected = policy.sockets().maxConnections();
    connections =
        new Connections(
            policy.sockets(),
            this,
            open,
            connected == null
                ? null
                : cap(
                    "sockets.max-connections",
                    connected.of(descriptors),
                    policy.sockets().mode(),
                    "/handles?kind=socket"),
            before == null ? null : before.connections);
    peers = new Peers(policy.sockets());
    timeouts = new SocketTimeouts(policy.sockets());
    slow = new SlowConnections(policy.sockets(), connections);
    mappings =
        new KindCap(
            policy.files().maxMappings() == 0
                ? null
                : cap(
                    "files.max-mappings",
                    policy.files().maxMappings(),
                    policy.files().mode(),
                    "/handles"),
            this,
            "Cannot allocate memory");
    processes = new ProcessCaps(policy.processes(), this, budgets);
  }

  private Cap cap(String key, int max, Mode mode, String page) {
    return new Cap(
        budgets.of(key),
        max,
        new Limit(
            key, Integer.toString(max), mode, "raise " + key + ", or end what " + page + " shows"));
  }

  /** The budgets of its caps, by what they count. */
  public Map<String, Budget> budgets() {
    return budgets.all();
  }

  /** Whether errors are forced. */
  public boolean forcesErrors() {
    return forced.isOn();
  }

  /** Which accepted connections are over their time. */
  public SlowConnections slow() {
    return slow;
  }

  public Policy policy() {
    return policy;
  }

  /** Whether a policy limits what is read from files, or how long that takes. */
  public static boolean limitsReads(Policy policy) {
    return FileSizes.limitReads(policy.files());
  }

  /** Whether a policy limits what is written to files. */
  public static boolean limitsWrites(Policy policy) {
    return FileSizes.limitWrites(policy.files());
  }

  @Override
  public Object admit(HookPoint point, Object target, int access) {
    if (point.kind().isSocket()) {
      return sockets.admit(point, "");
    }
    String path = String.valueOf(target);
    Throwable refusal = forced.isOn() ? forced.before(Call.OPEN, point.words(), path) : null;
    if (refusal == null && paths != null) {
      refusal = paths.before(point.words(), path, (access & Handle.WRITE) != 0);
    }
    if (refusal != null) {
      return refusal;
    }
    if (point.kind() == Kind.FILE) {
      sizes.opening(path, access);
    }
    // Last: a place is taken here, and nothing may go wrong after that.
    Object admitted = files.admit(point, path);
    if (!(admitted instanceof Charge)) {
      failed(point);
    }
    return admitted;
  }

  @Override
  public Throwable verify(HookPoint point, Object target, int access, FileDescriptor fd) {
    String path = String.valueOf(target);
    Throwable refusal =
        paths == null
            ? null
            : paths.after(
                point.words(), path, (access & Handle.WRITE) != 0, Descriptors.number(fd));
    if (refusal != null) {
      failed(point);
      return refusal;
    }
    return sizes.verify(point, path, access, fd);
  }

  @Override
  public void failed(HookPoint point) {
    if (point.kind() == Kind.FILE) {
      sizes.failed();
    }
  }

  @Override
  public Throwable verifyDirectory(HookPoint point, Object target, int fd) {
    return paths == null ? null : paths.afterDirectory(String.valueOf(target), fd);
  }

  @Override
  protected boolean forces() {
    return forced.isOn();
  }

  @Override
  protected Throwable force(HookPoint point, int call, Handle handle) {
    if (call == ACCEPT) {
      return forced.before(Call.ACCEPT, Words.SOCKET, null, 0);
    }
    return handle.own() || handle.kind().isSocket()
        ? null
        : forced.before(call == READ ? Call.READ : Call.WRITE, Words.PLAIN, handle.target());
  }

  /** What becomes of temp files. */
  public TempRules temp() {
    return temp;
  }

  @Override
  protected Object identity(Object path) {
    return temp.identity(path);
  }

  @Override
  protected Paths paths() {
    return paths;
  }

  @Override
  public Object map(HookPoint point, Object target, long bytes, boolean readOnly) {
    return mappings.admit(point, String.valueOf(target));
  }

  @Override
  public Object start(HookPoint point, String[] command, String directory) {
    Throwable error = forced.isOn() ? forced.before(Call.START, point.words(), command[0]) : null;
    return error != null ? error : processes.admit(point, command, directory);
  }

  @Override
  public Throwable connect(HookPoint point, Object address, int port) {
    Throwable error =
        forced.isOn() ? forced.before(Call.CONNECT, Words.SOCKET, address, port) : null;
    return error != null ? error : peers.refuse(address, port);
  }

  @Override
  public Timeout timeout(int what) {
    return timeouts.of(what);
  }

  @Override
  public Charge accept(HookPoint point, SocketHandle by, Object address) {
    return connections.admit(by, address);
  }

  @Override
  public void accepted(SocketHandle socket) {
    Connections.Held held = connections.held(socket);
    while (!recharge(socket, held.charge())) {
      // Another thread was first; the next time it is not.
    }
    held.release();
  }

  @Override
  public void take(Handle handle) {
    boolean done = has(handle); // charged when it was admitted
    sizes.take(handle, done);
    if (done) {
      return;
    }
    if (handle instanceof SocketHandle
        && ((SocketHandle) handle).direction() == SocketHandle.Direction.ACCEPTED) {
      Connections.Held held = connections.held((SocketHandle) handle);
      charge(handle, held.charge());
      held.release();
      return;
    }
    Charge now = charge(handle);
    if (now != null) {
      charge(handle, now);
    }
  }

  private Charge charge(Handle handle) {
    Kind kind = handle.kind();
    if (kind.isSocket()) {
      return sockets.charge();
    }
    // No switch: its table would be a class of its own, loaded on an application's thread.
    if (kind == Kind.FILE || kind == Kind.DIRECTORY) {
      return files.of(handle);
    }
    if (kind == Kind.MAPPING) {
      return mappings.charge();
    }
    return kind == Kind.PROCESS ? processes.of((ChildProcess) handle) : null;
  }
}
