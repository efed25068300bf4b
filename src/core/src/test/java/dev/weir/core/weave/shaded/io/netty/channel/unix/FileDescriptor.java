package dev.weir.core.weave.shaded.io.netty.channel.unix;

/** As Netty has one, under a name that shading would give it. */
public class FileDescriptor {
  private final int fd;

  public FileDescriptor(int fd) {
    this.fd = fd;
  }

  public final int intValue() {
    return fd;
  }
}
