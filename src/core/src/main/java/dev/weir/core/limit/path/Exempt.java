package dev.weir.core.limit.path;

/** What the JVM itself needs, and which no rule on paths refuses. */
public interface Exempt {
  /** Whether the JVM may need to read this real path. Pure; no allocation. */
  boolean reads(String real);

  /** Whether it is the JVM that asks for {@code path}: class loading, TLS. Walks the stack. */
  boolean byCaller(String path);
}
