package dev.weir.core.track;

import dev.weir.bootstrap.AgentThread;
import dev.weir.bootstrap.Handle;
import dev.weir.bootstrap.Kind;
import dev.weir.bootstrap.Ledger;
import dev.weir.bootstrap.SocketHandle;
import dev.weir.bootstrap.Tally;
import dev.weir.bootstrap.WaitGate;
import dev.weir.core.config.Mode;
import dev.weir.core.config.Policy;
import dev.weir.core.limit.ConnectionTally.Closed;
import dev.weir.core.limit.InForce;
import dev.weir.core.limit.SlowConnections;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that closes sockets: accepted connections that are over their time, what the policy
 * says of overdue ones, and connects of channels that know no timeout. Some four times a second
 * while the policy asks for any of it, and else it sleeps.
 *
 * <p>What is closed is the object that the application has, never the bare descriptor: the number
 * may be another's by then. Whoever waits in it gets the JDK's own exception. A channel that a
 * selector serves is first shut down, under its own lock, and its server finds it readable, is told
 * by an exception that this is no orderly end, and closes it: a server that counts its connections
 * would never learn of a close behind its back. One that does nothing for a second is closed.
 */
public final class SocketCloser {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long ROUND = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long ASLEEP = TimeUnit.SECONDS.toNanos(60);

  /** For a server that was told, to close it itself. */
  private static final long GRACE = TimeUnit.SECONDS.toNanos(1);

  private final Evidence evidence;
  private final Map<Handle, Long> told = new HashMap<>();

  /** Which are over their time in mode observe, and since which movement: each is counted once. */
  private final Map<Handle, Long> counted = new WeakHashMap<>();

  private volatile InForce rules;
  private volatile boolean asked;
  private volatile boolean stopped;
  private volatile long since;

  /** Whether the rules before asked when bytes move; of the thread that changes the policy. */
  private boolean looked;

  private Thread thread;

  /** Closes nothing before {@link #start}. */
  public SocketCloser(Evidence evidence) {
    this.evidence = evidence;
  }

  /** Goes by these rules from now on; their hooks are woven. */
  public void rules(InForce now) {
    Policy policy = now.policy();
    boolean traffic = now.slow().isOn();
    if (traffic && !looked) {
      SocketHandle.tick();
      since = System.nanoTime(); // what has moved before, nobody knows
    }
    looked = traffic;
    rules = now;
    asked =
        traffic
            || policy.sockets().connectTimeout() != null
            || !policy.leaks().closeOverdue().isEmpty();
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /** Starts the thread. */
  public void start() {
    thread = new AgentThread("weir-closer", this::run);
    thread.start();
  }

  /** Ends it, and waits for it; false if it has not ended in time. */
  public boolean stop() {
    stopped = true;
    LockSupport.unpark(thread);
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  private void run() {
    long round = System.nanoTime();
    while (!stopped) {
      LockSupport.parkNanos(asked ? PAUSE : ASLEEP);
      Thread.interrupted(); // else the next park would be none
      try {
        if (asked && !stopped) {
          SocketHandle.tick();
          WaitGate.closeLate();
          long now = System.nanoTime();
          if (now - round >= ROUND) {
            round = now;
            round(now);
          }
        }
      } catch (Throwable t) {
        Tally.error(t);
      }
    }
  }

  private void round(long now) {
    InForce its = rules;
    SlowConnections slow = its.slow();
    Policy.Leaks leaks = its.policy().leaks();
    boolean overdue = !leaks.closeOverdue().isEmpty() && its.policy().mode() == Mode.ENFORCE;
    for (Iterator<Map.Entry<Handle, Long>> i = told.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<Handle, Long> one = i.next();
      if (!isOpen(one.getKey())) {
        i.remove();
      } else if (now - one.getValue() > GRACE) {
        close((SocketHandle) one.getKey());
        i.remove();
      }
    }
    if (!slow.isOn() && !overdue) {
      return;
    }
    for (int fd = Ledger.nextSlot(0); fd < Ledger.capacity(); fd = Ledger.nextSlot(fd + 1)) {
      Handle handle = Ledger.get(fd);
      if (!(handle instanceof SocketHandle) || handle.fd() != fd || !isOpen(handle)) {
        continue;
      }
      SocketHandle socket = (SocketHandle) handle;
      if (socket.own() || socket.cut() != null) {
        continue;
      }
      if (overdue
          && leaks.closeOverdue().contains(socket.kind().label())
          && evidence.overdue(socket, now)) {
        end(socket, now, Closed.OVERDUE, "leaks.max-age");
      } else if (slow.isOn()
          && socket.kind() == Kind.SOCKET
          && socket.direction() == SocketHandle.Direction.ACCEPTED) {
        SlowConnections.Clock over = slow.over(socket, now, since);
        if (over != null) {
          over(socket, now, over);
        }
      }
    }
  }

  private static boolean isOpen(Handle handle) {
    return handle.state() == Handle.OPEN;
  }

  private void over(SocketHandle socket, long now, SlowConnections.Clock clock) {
    if (clock.limit().enforces()) {
      if (socket.closer() != null) {
        clock.limit().observe(socket.target());
        end(socket, now, clock.reason(), clock.limit().text());
      }
    } else if (!Long.valueOf(socket.movedNanos())
        .equals(counted.put(socket, socket.movedNanos()))) {
      clock.limit().observe(socket.target());
    }
  }

  private void end(SocketHandle socket, long now, Closed reason, String rule) {
    Object closer = socket.closer();
    if (closer == null) {
      return; // opened before anybody asked by what it is closed
    }
    socket.cut("Connection reset: " + (rule.startsWith("weir ") ? rule : "weir " + rule));
    reason.add();
    boolean served = closer instanceof SocketChannel && !((SocketChannel) closer).isBlocking();
    if (served && Shutdown.both(socket, (SocketChannel) closer)) {
      told.put(socket, now);
    } else {
      close(socket);
    }
  }

  private static void close(SocketHandle socket) {
    Object closer = socket.closer();
    if (closer != null) {
      Shutdown.close(closer);
    }
  }
}
