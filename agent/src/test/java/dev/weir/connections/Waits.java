package dev.weir.connections;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Waits for what never comes, in each way, as the application that sets no timeout; prints {@code
 * WAY THREAD MILLIS EXCEPTION: MESSAGE}, and {@code done} at the end. {@code enforce}: each way
 * must end by itself. {@code observe}: what is waited for comes, late. {@code set}: one thread
 * waits, and another looks at the time and sets one; prints what each reader was told and what is
 * set.
 */
public final class Waits {
  private static ServerSocket silent;
  private static ServerSocket full;
  private static final List<Socket> FILLING = new ArrayList<>();

  private Waits() {}

  /** What is waited for. */
  private interface Wait {
    void run() throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    InetAddress host = InetAddress.getLoopbackAddress();
    silent = new ServerSocket(0, 100, host);
    full = new ServerSocket(0, 1, host);
    if (arguments[0].equals("observe")) {
      observe();
    } else if (arguments[0].equals("set")) {
      set();
    } else {
      for (int i = 0; i < 3; i++) { // the backlog is one more than asked for
        fill();
      }
      for (boolean virtual : virtual()) {
        enforce(virtual);
      }
    }
    System.out.println("done");
    System.in.read();
  }

  private static void fill() throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.connect(full.getLocalSocketAddress());
    FILLING.add(channel.socket());
  }

  private static boolean[] virtual() {
    return Runtime.version().feature() >= 21 ? new boolean[] {false, true} : new boolean[] {false};
  }

  private static void enforce(boolean virtual) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    try { // its classes are loaded, which takes its time too
      client.send(HttpRequest.newBuilder(uri(1)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      // Nobody is there.
    }
    InetSocketAddress quiet = (InetSocketAddress) silent.getLocalSocketAddress();
    on(virtual, "connect", () -> new Socket().connect(full.getLocalSocketAddress()));
    on(virtual, "connect-own", () -> new Socket().connect(full.getLocalSocketAddress(), 3000));
    on(virtual, "connect-channel", () -> SocketChannel.open(full.getLocalSocketAddress()));
    on(
        virtual,
        "connect-adaptor",
        () -> SocketChannel.open().socket().connect(full.getLocalSocketAddress()));
    on(
        virtual,
        "connect-http",
        () ->
            client.send(
                HttpRequest.newBuilder(uri(full.getLocalPort())).build(),
                HttpResponse.BodyHandlers.ofString()));
    on(
        virtual,
        "read",
        () -> {
          try (Socket socket = new Socket(quiet.getAddress(), quiet.getPort())) {
            expect(socket, 0);
            try {
              socket.getInputStream().read();
            } finally {
              expect(socket, 0);
            }
          }
        });
    on(
        virtual,
        "read-own",
        () -> {
          try (Socket socket = new Socket(quiet.getAddress(), quiet.getPort())) {
            socket.setSoTimeout(3000);
            try {
              socket.getInputStream().read();
            } finally {
              expect(socket, 3000);
            }
          }
        });
    on(
        virtual,
        "read-adaptor",
        () -> {
          try (SocketChannel channel = SocketChannel.open(quiet)) {
            channel.socket().getInputStream().read();
          }
        });
    on(
        virtual,
        "read-http",
        () ->
            client.send(
                HttpRequest.newBuilder(uri(quiet.getPort())).build(),
                HttpResponse.BodyHandlers.ofString()));
    on(
        virtual,
        "read-url",
        () -> {
          HttpURLConnection connection =
              (HttpURLConnection) uri(quiet.getPort()).toURL().openConnection();
          connection.getResponseCode();
        });
    on(
        virtual,
        "accept",
        () -> {
          try (ServerSocket server = new ServerSocket(0)) {
            try {
              server.accept();
            } finally {
              if (server.getSoTimeout() != 0) {
                System.out.println("WRONG accept timeout " + server.getSoTimeout());
              }
            }
          }
        });
  }

  /** A socket that was refused its time is as it was: the next read gets what comes. */
  private static void expect(Socket socket, int timeout) throws IOException {
    if (socket.getSoTimeout() != timeout) {
      System.out.println("WRONG read timeout " + socket.getSoTimeout());
    }
  }

  private static URI uri(int port) {
    return URI.create(
        "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + "/");
  }

  private static void set() throws Exception {
    int limit = 700;
    try (Socket socket = new Socket(silent.getInetAddress(), silent.getLocalPort());
        ServerSocket server = new ServerSocket(0)) {
      Thread[] readers = {reader(socket), reader(socket)};
      Thread acceptor =
          new Thread(
              () -> {
                try {
                  server.accept();
                } catch (IOException e) {
                  System.out.println(e.getMessage());
                }
              });
      acceptor.start();
      boolean asItWas = true;
      while (readers[0].isAlive() || readers[1].isAlive() || acceptor.isAlive()) {
        asItWas &= socket.getSoTimeout() == 0 && server.getSoTimeout() == 0;
        TimeUnit.MILLISECONDS.sleep(20);
      }
      System.out.println("as it was " + asItWas);
      Thread reader = reader(socket);
      while (reader.getState() == Thread.State.NEW || !isReading(reader)) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      socket.setSoTimeout(limit);
      reader.join();
      System.out.println("set " + socket.getSoTimeout());
    }
  }

  private static boolean isReading(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getMethodName().equals("park") || frame.getMethodName().equals("poll")) {
        return true;
      }
    }
    return !thread.isAlive();
  }

  private static Thread reader(Socket socket) {
    Thread thread =
        new Thread(
            () -> {
              try {
                System.out.println("read " + socket.getInputStream().read());
              } catch (IOException e) {
                System.out.println(e.getMessage());
              }
            });
    thread.start();
    return thread;
  }

  private static void observe() throws Exception {
    HttpServer late =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    late.createContext(
        "/",
        exchange -> {
          try {
            TimeUnit.MILLISECONDS.sleep(1500);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    late.start();
    HttpURLConnection connection =
        (HttpURLConnection) uri(late.getAddress().getPort()).toURL().openConnection();
    System.out.println("code " + connection.getResponseCode());
    System.out.println(
        "code "
            + HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(uri(late.getAddress().getPort())).build(),
                    HttpResponse.BodyHandlers.discarding())
                .statusCode());
    Thread knocking =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(1500);
                new Socket(silent.getInetAddress(), silent.getLocalPort()).close();
                try (ServerSocketChannel plain = ServerSocketChannel.open()) {
                  plain.socket();
                }
              } catch (IOException | InterruptedException e) {
                e.printStackTrace();
              }
            });
    knocking.start();
    silent.accept().close();
    System.out.println("accepted");
    late.stop(0);
  }

  private static void on(boolean virtual, String way, Wait wait) throws Exception {
    Runnable work =
        () -> {
          long start = System.nanoTime();
          String said = "nothing";
          try {
            wait.run();
          } catch (Exception e) {
            said = e.getClass().getName() + ": " + e.getMessage();
          }
          System.out.println(
              way
                  + (virtual ? " virtual " : " platform ")
                  + (System.nanoTime() - start) / 1_000_000
                  + " "
                  + said);
        };
    if (virtual) {
      ((Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work))
          .join();
    } else {
      Thread thread = new Thread(work);
      thread.start();
      thread.join();
    }
  }
}
