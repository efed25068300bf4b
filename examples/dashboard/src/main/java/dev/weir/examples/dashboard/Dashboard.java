package dev.weir.examples.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole: the server, and the stub services if there are any. Started from the command line, see
 * {@link Options#USAGE}.
 */
public final class Dashboard implements AutoCloseable {
  private final List<Stub> stubs;
  private final WebServer server;

  private Dashboard(List<Stub> stubs, WebServer server) {
    this.stubs = stubs;
    this.server = server;
  }

  /**
   * Exits with 2 when the command line is wrong and with 1 when the service cannot start; else runs
   * until SIGTERM.
   */
  public static void main(String[] arguments) {
    // On newer JDKs sun.misc.Unsafe prints a warning when it is used; Netty can do without.
    if (Runtime.version().feature() >= 23 && System.getProperty("io.netty.noUnsafe") == null) {
      System.setProperty("io.netty.noUnsafe", "true");
    }
    try {
      Options options = Options.parse(arguments);
      Dashboard dashboard = start(options);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(dashboard, options), "stop"));
      if (options.portFile() != null) {
        Files.writeString(options.portFile(), dashboard.port() + "\n");
      }
      System.out.println("dashboard: http://127.0.0.1:" + dashboard.port() + "/");
    } catch (IllegalArgumentException wrong) {
      System.err.println("dashboard: " + wrong.getMessage());
      System.err.print(Options.USAGE);
      System.exit(2);
    } catch (IOException failed) {
      System.err.println("dashboard: cannot start: " + failed.getMessage());
      System.exit(1);
    }
  }

  /**
   * Starts the stub services and the server.
   *
   * @throws IOException if a port is taken
   * @throws IllegalArgumentException if the transport is not there
   */
  static Dashboard start(Options options) throws IOException {
    options.transport().resolve();
    List<Stub> stubs = Stub.start(options.stubs());
    try {
      List<Service> services = new ArrayList<>(options.services());
      stubs.forEach(stub -> services.add(stub.service()));
      Routes routes = new Routes(options, services);
      return new Dashboard(stubs, WebServer.start(options.port(), options.transport(), routes));
    } catch (IOException | RuntimeException failed) {
      stop(stubs);
      throw failed;
    }
  }

  int port() {
    return server.port();
  }

  /** Stops the server and the stubs, without a word about what they hold open. */
  @Override
  public void close() throws IOException {
    server.close();
    stop(stubs);
  }

  private static void stop(List<Stub> stubs) throws IOException {
    for (Stub stub : stubs) {
      stub.close();
    }
  }

  private static void stop(Dashboard dashboard, Options options) {
    try {
      dashboard.close();
      if (options.portFile() != null) {
        Files.deleteIfExists(options.portFile());
      }
    } catch (IOException ignored) {
      // The service is down all the same; a reader of the file finds nobody at that port.
    }
    // A child that still runs would outlive the service.
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }
}
