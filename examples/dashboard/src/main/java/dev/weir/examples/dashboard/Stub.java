package dev.weir.examples.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A small service on a free port of the loopback address, so that there is something to watch. */
final class Stub implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("accounts", "billing", "catalog", "delivery", "events", "feeds", "geo", "history");

  private final String name;
  private final Manner manner;
  private final ServerSocket listener;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  private Stub(String name, Manner manner) throws IOException {
    this.name = name;
    this.manner = manner;
    this.listener = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
  }

  /** How a stub answers. */
  enum Manner {
    OK,
    ERROR,
    BROKEN,
    RESET,
    /** Not at all, until the other end closes. */
    HANG
  }

  /**
   * Starts stubs: one well, one of each that is not, and then only such as are well.
   *
   * @throws IOException if there is no port for one
   */
  static List<Stub> start(int count) throws IOException {
    List<Stub> stubs = new ArrayList<>();
    try {
      start(count, stubs);
      return stubs;
    } catch (IOException failed) {
      for (Stub stub : stubs) {
        stub.close();
      }
      throw failed;
    }
  }

  private static void start(int count, List<Stub> stubs) throws IOException {
    for (int i = 0; i < count; i++) {
      String name = i < NAMES.size() ? NAMES.get(i) : "stub-" + (i + 1);
      Stub stub = new Stub(name, i < Manner.values().length ? Manner.values()[i] : Manner.OK);
      stub.run(stub::accept);
      stubs.add(stub);
    }
  }

  Service service() {
    return new Service(name, URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/health"));
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = listener.accept();
        connections.add(connection);
        run(() -> answer(connection));
      }
    } catch (IOException closed) {
      // The stub stops.
    }
  }

  private void answer(Socket connection) {
    try (connection) {
      BufferedReader request =
          new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
      String line = request.readLine();
      while (line != null && !line.isEmpty()) {
        line = request.readLine();
      }
      switch (manner) {
        case OK -> write(connection, "200 OK", "{\"status\": \"ok\", \"version\": \"1.4.2\"}");
        case ERROR ->
            write(connection, "500 Internal Server Error", "{\"error\": \"out of connections\"}");
        case BROKEN -> write(connection, "200 OK", "{\"status\": \"ok\", \"vers");
        // Closed with this, a connection is reset.
        case RESET -> connection.setSoLinger(true, 0);
        case HANG -> {
          while (line != null) {
            line = request.readLine();
          }
        }
      }
    } catch (IOException gone) {
      // So has the other end.
    } finally {
      connections.remove(connection);
    }
  }

  private static void write(Socket connection, String status, String json) throws IOException {
    String head =
        "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n";
    OutputStream out = connection.getOutputStream();
    out.write((head.formatted(status, json.length()) + json).getBytes(US_ASCII));
  }

  private void run(Runnable task) {
    Thread thread = new Thread(task, "stub " + name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
