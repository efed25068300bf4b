package dev.weir.bench;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
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
  };

  private final String label;

  Way(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  abstract void openAndClose(Targets targets) throws IOException;
}
