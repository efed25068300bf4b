package dev.weir.bench;

import java.io.IOException;

/** Runs something below a number of extra stack frames. */
final class Depth {
  /** What runs there. */
  interface Body {
    long run() throws IOException;
  }

  private Depth() {}

  static long below(int frames, Body body) throws IOException {
    return frames == 0 ? body.run() : below(frames - 1, body);
  }
}
