package dev.weir.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.internal.misc.Unsafe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorsTest {
  @TempDir Path directory;

  @AfterEach
  void unknown() {
    Descriptors.dirOffset(-1);
  }

  @Test
  void theNumberIsTheKernels() throws Exception {
    Path file = directory.toRealPath().resolve("a");
    FileDescriptor fd;
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      fd = out.getFD();
      Path link = Path.of("/proc/self/fd/" + Descriptors.number(fd));
      assertThat(Files.readSymbolicLink(link)).isEqualTo(file);
    }
    assertThat(Descriptors.number(fd)).as("closed").isEqualTo(-1);
  }

  @Test
  void theStandardStreamsAndNone() {
    assertThat(Descriptors.number(FileDescriptor.in)).isEqualTo(0);
    assertThat(Descriptors.number(FileDescriptor.err)).isEqualTo(2);
    assertThat(Descriptors.number(new FileDescriptor())).isEqualTo(-1);
    assertThat(Descriptors.number(null)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8})
  void aDirectorysIsReadWhereTheCLibraryHasIt(int offset) {
    long dir = Unsafe.getUnsafe().allocateMemory(16);
    try {
      Unsafe.getUnsafe().putLong(dir, 0);
      Unsafe.getUnsafe().putLong(dir + 8, 0);
      Unsafe.getUnsafe().putInt(dir + offset, 4711);
      assertThat(Descriptors.dirfd(dir)).as("not known yet").isEqualTo(-1);
      Descriptors.dirOffset(offset);
      assertThat(Descriptors.dirfd(dir)).isEqualTo(4711);
      assertThat(Descriptors.dirfd(0)).isEqualTo(-1);
    } finally {
      Unsafe.getUnsafe().freeMemory(dir);
    }
  }
}
