package dev.weir.core.weave.things;

import dev.weir.core.weave.shaded.io.netty.channel.unix.FileDescriptor;

/** A transport's own socket. */
public final class NettysSocket extends FileDescriptor {
  public NettysSocket(int fd) {
    super(fd);
  }
}
