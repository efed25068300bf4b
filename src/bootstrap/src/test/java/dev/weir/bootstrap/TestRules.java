package dev.weir.bootstrap;

import java.io.FileDescriptor;
import java.io.IOException;

/** One budget that all stand in; refuses "never", and what turns out to be "elsewhere". */
class TestRules extends Rules {
  final Budget budget;
  final Throwable refusal = new IOException("refused");
  private final Charge charge;

  TestRules() {
    this(new Budget());
  }

  /** Goes on with the count of others. */
  TestRules(Budget budget) {
    this.budget = budget;
    this.charge = new Charge(this, budget);
  }

  @Override
  public Object admit(HookPoint point, Object target, int access) {
    if ("never".equals(target)) {
      return refusal;
    }
    budget.take();
    return charge;
  }

  @Override
  public Throwable verify(HookPoint point, Object target, int access, FileDescriptor fd) {
    return "elsewhere".equals(target) ? refusal : null;
  }

  @Override
  public Throwable verifyDirectory(HookPoint point, Object target, int fd) {
    return "elsewhere".equals(target) ? refusal : null;
  }

  @Override
  public Object map(HookPoint point, Object target, long bytes, boolean readOnly) {
    return admit(point, target, 0);
  }

  @Override
  public Object start(HookPoint point, String[] command, String directory) {
    return admit(point, command[0], 0);
  }

  @Override
  public Throwable connect(HookPoint point, Object address, int port) {
    return "never".equals(address) ? refusal : null;
  }

  @Override
  public Timeout timeout(int what) {
    return null;
  }

  @Override
  public Charge accept(HookPoint point, SocketHandle by, Object address) {
    budget.take();
    return charge;
  }

  @Override
  public void accepted(SocketHandle socket) {
    take(socket);
  }

  @Override
  public void take(Handle handle) {
    charge(handle, charge);
  }
}
