package dev.weir.bench;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** The ways to open and close that are measured. None of them reads. */
public enum Way {
  FILE_INPUT_STREAM("FileInputStream") {
    @Override
    void openAndClose(Targets targets) throws IOException {
      new FileInputStream(targets.file).close();
    }
  },
  RANDOM_ACCESS_FILE("RandomAccessFile") {
    @Override
    void openAndClose(Targets targets) throws IOException {
      new RandomAccessFile(targets.file, "r").close();
    }
  },
  FILE_CHANNEL("FileChannel.open") {
    @Override
    void openAndClose(Targets targets) throws IOException {
      FileChannel.open(targets.path, StandardOpenOption.READ).close();
    }
  },
  BYTE_CHANNEL("Files.newByteChannel") {
    @Override
    void openAndClose(Targets targets) throws IOException {
      Files.newByteChannel(targets.path, StandardOpenOption.READ).close();
    }
  },
  DIRECTORY_STREAM("Files.newDirectoryStream") {
    @Override
    void openAndClose(Targets targets) throws IOException {
      Files.newDirectoryStream(targets.directory).close();
    }
  },
  SOCKET("Socket, connect and accept") {
    @Override
    void openAndClose(Targets targets) throws IOException {
      try (Socket client = new Socket(targets.server.getInetAddress(), targets.port());
          Socket accepted = targets.server.accept()) {
        reset(client);
        reset(accepted);
      }
    }

    @Override
    int batch() {
      return 5;
    }
  },
  SOCKET_CHANNEL("SocketChannel, connect and accept") {
    @Override
    void openAndClose(Targets targets) throws IOException {
      try (SocketChannel client = SocketChannel.open(targets.channel.getLocalAddress());
          SocketChannel accepted = targets.channel.accept()) {
        reset(client.socket());
        reset(accepted.socket());
      }
    }

    @Override
    int batch() {
      return 5;
    }
  },
  PROCESS("ProcessBuilder.start, waitFor") {
    @Override
    void openAndClose(Targets targets) throws IOException {
      try {
        new ProcessBuilder("true").start().waitFor();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    int batch() {
      return 1;
    }
  };

  private final String label;

  Way(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  abstract void openAndClose(Targets targets) throws IOException;

  /** How often to do it between two looks at the clock. */
  int batch() {
    return 50;
  }

  /** Close is a reset: else the kernel keeps each port for a minute, and they run out. */
  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
  }
}
