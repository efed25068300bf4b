package dev.weir.core.limit;

import dev.weir.bootstrap.Charge;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Rules;
import dev.weir.core.config.Mode;
import dev.weir.core.config.Policy;
import java.io.FileDescriptor;
import java.util.function.Function;

/**
 * One version of the policy as rules. Which rule is asked about what, and nothing else: each
 * answers for itself.
 */
public final class InForce extends Rules {
  private final Policy policy;
  private final Budgets budgets;
  private final FileCaps files;
  private final FileSizes sizes;
  private final KindCap sockets;
  private final KindCap mappings;
  private final KindCap processes;

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
    files = new FileCaps(policy, this, budgets, needed, sites, descriptors);
    sizes = new FileSizes(policy, needed, sites);
    Policy.Amount most = policy.sockets().maxOpen();
    sockets =
        new KindCap(
            most == null
                ? null
                : cap(
                    "sockets.max-open",
                    most.of(descriptors),
                    policy.sockets().mode(),
                    "/handles?kind=socket"),
            this,
            "Too many open sockets");
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
    processes =
        new KindCap(
            policy.processes().maxRunning() == 0
                ? null
                : cap(
                    "processes.max-running",
                    policy.processes().maxRunning(),
                    policy.processes().mode(),
                    "/handles"),
            this,
            null);
  }

  private Cap cap(String key, int max, Mode mode, String page) {
    return new Cap(
        budgets.of(key),
        max,
        new Limit(
            key, Integer.toString(max), mode, "raise " + key + ", or end what " + page + " shows"));
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
    Object admitted = files.admit(point, path);
    if (admitted instanceof Charge && point.kind() == Kind.FILE) {
      sizes.opening(path, access);
    }
    return admitted;
  }

  @Override
  public Throwable verify(HookPoint point, Object target, int access, FileDescriptor fd) {
    return sizes.verify(point, String.valueOf(target), access, fd);
  }

  @Override
  public void failed(HookPoint point) {
    if (point.kind() == Kind.FILE) {
      sizes.failed();
    }
  }

  @Override
  public Throwable verifyDirectory(HookPoint point, Object target, int fd) {
    return null;
  }

  @Override
  public Object map(HookPoint point, Object target, long bytes, boolean readOnly) {
    return mappings.admit(point, String.valueOf(target));
  }

  @Override
  public Object start(HookPoint point, String[] command, String directory) {
    return processes.admit(point, "");
  }

  @Override
  public Throwable connect(HookPoint point, Object address, int port) {
    return null;
  }

  @Override
  public void take(Handle handle) {
    boolean fresh = has(handle); // charged when it was admitted
    sizes.take(handle, fresh);
    Charge now = fresh ? null : charge(handle);
    if (now != null) {
      charge(handle, now);
    }
  }

  private Charge charge(Handle handle) {
    Kind kind = handle.kind();
    if (kind.isSocket()) {
      return sockets.charge();
    }
    switch (kind) {
      case FILE:
      case DIRECTORY:
        return files.of(handle);
      case MAPPING:
        return mappings.charge();
      case PROCESS:
        return processes.charge();
      default:
        return null;
    }
  }
}
