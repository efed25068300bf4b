package dev.weir.core.weave.things;

import dev.weir.core.weave.others.Neighbour;
import java.io.FileDescriptor;
import java.util.List;

/** Has, of everything that an expression may name, one; and some that it may not. */
public class Thing extends Neighbour {
  public static int shared = 11;

  private final FileDescriptor fd;
  private final int number;
  private final int[] pair;
  private final Inner inner = new Inner();
  public final Holder holder;
  public Stranger stranger = new Stranger();
  public Neighbour neighbour = new Neighbour();
  public long dir;
  public boolean writes;
  public final NettysSocket nettys;
  public List<Object> list = List.of();

  public Thing(FileDescriptor fd, int number) {
    this.fd = fd;
    this.number = number;
    this.pair = new int[] {number + 1, number + 2};
    inner.number = number + 3;
    holder = new Holder(fd);
    stranger.visible = number + 4;
    nettys = new NettysSocket(number + 5);
  }

  public void open(String path, Flags flags) {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("no path");
    }
  }

  public void open(String path) {
    open(path, new Flags());
  }

  public static FileDescriptor openStatic(long ignored, Thing from, String path) {
    return from.fd;
  }

  public int openNumber() {
    return number;
  }

  public void close() {}

  /** A nest mate. */
  public static class Inner {
    private int number;

    int number() {
      return number;
    }

    int[] numbers() {
      return new int[] {number - 2, number - 1};
    }
  }

  /** A record's accessor, say. */
  public record Holder(FileDescriptor fd) {
    public static int shared() {
      return shared;
    }
  }

  /** Named by its type. */
  public static class Flags {
    public boolean reads = true;
    public int bits = 3;
  }
}
