package dev.weir.connections;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Opens one socket of each sort and holds them: two threads wait in a read. Says {@code held}, then
 * what each reader was thrown, then {@code over} at a line of its input.
 */
public final class Held {
  private Held() {}

  public static void main(String[] arguments) throws Exception {
    InetAddress host = InetAddress.getLoopbackAddress();
    ServerSocket server = new ServerSocket(0, 10, host);
    ServerSocketChannel channel = ServerSocketChannel.open();
    DatagramSocket datagrams = new DatagramSocket(0, host);
    Socket socket = new Socket(host, server.getLocalPort());
    SocketChannel client = SocketChannel.open(server.getLocalSocketAddress());
    Thread one =
        new Thread(
            () -> {
              try {
                System.out.println("socket " + socket.getInputStream().read());
              } catch (SocketException e) {
                System.out.println("socket closed");
              } catch (Exception e) {
                System.out.println("socket " + e);
              }
            });
    Thread two =
        new Thread(
            () -> {
              try {
                System.out.println("channel " + client.read(java.nio.ByteBuffer.allocate(1)));
              } catch (AsynchronousCloseException | SocketException e) {
                System.out.println("channel closed");
              } catch (Exception e) {
                System.out.println("channel " + e);
              }
            });
    one.start();
    two.start();
    System.out.println("held");
    one.join();
    two.join();
    System.in.read();
    System.out.println("over " + channel.isOpen() + datagrams.isClosed() + server.isClosed());
  }
}
