package dev.weir.bootstrap;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Loads everything of Weir's that is not in this package, from {@code inst/*.classdata} of the
 * agent's jar. Its parent is the platform loader: the application sees neither these classes nor
 * the libraries that come with them, and they do not see the application's.
 *
 * <p>One jar file stays open for the agent's life, so that a class can be loaded when no descriptor
 * is left.
 */
public final class AgentClassLoader extends ClassLoader implements Closeable {
  private static final String ROOT = "inst/";

  static {
    registerAsParallelCapable();
  }

  private static final AtomicReference<String> CLAIMED = new AtomicReference<>();

  /** Of the agent that has this JVM, from when it has started to when it is detached. */
  private static volatile AgentClassLoader running;

  private final JarFile jar;

  /** The jar is not verified: that costs more than all the rest of the start. */
  public AgentClassLoader(File file) throws IOException {
    super("weir", ClassLoader.getPlatformClassLoader());
    this.jar = new JarFile(file, false);
  }

  /**
   * Claims this JVM for the agent of one jar; the path that has it already, or null. (A system
   * property would do until a launcher hands it on to a child.)
   */
  public static String claim(String path) {
    return CLAIMED.compareAndSet(null, path) ? null : CLAIMED.get();
  }

  /** The agent of this loader has started. */
  public void started() {
    running = this;
  }

  /** The loader of the agent that has started in this JVM; null if none has. */
  public static AgentClassLoader running() {
    return running;
  }

  /** The agent is gone: its jar may be replaced, and another one may claim this JVM. */
  @Override
  public void close() throws IOException {
    if (running == this) {
      running = null;
      CLAIMED.set(null);
    }
    jar.close();
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes;
    try {
      bytes = read(entry(name.replace('.', '/') + ".class"));
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
    int end = name.lastIndexOf('.');
    String packageName = end < 0 ? "" : name.substring(0, end);
    if (getDefinedPackage(packageName) == null) {
      try {
        definePackage(packageName, null, null, null, null, null, null, null);
      } catch (IllegalArgumentException e) {
        // Another thread was first.
      }
    }
    // The boot loader's domain: under a security manager (17) these classes may do what it may.
    return defineClass(name, bytes, 0, bytes.length, AgentClassLoader.class.getProtectionDomain());
  }

  @Override
  protected URL findResource(String name) {
    String entry = entry(name);
    if (jar.getEntry(entry) == null) {
      return null;
    }
    try {
      // Not a jar: URL, whose connection would open the jar again and keep it in a cache.
      return new URL("weir", null, -1, entry, new Entries());
    } catch (MalformedURLException e) {
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL url = findResource(name);
    return url == null
        ? Collections.<URL>emptyEnumeration()
        : Collections.enumeration(Collections.singleton(url));
  }

  private static String entry(String name) {
    return ROOT
        + (name.endsWith(".class")
            ? name.substring(0, name.length() - ".class".length()) + ".classdata"
            : name);
  }

  private byte[] read(String entry) throws IOException {
    JarEntry found = jar.getJarEntry(entry);
    if (found == null) {
      throw new FileNotFoundException(entry);
    }
    try (InputStream in = jar.getInputStream(found)) {
      return in.readAllBytes();
    }
  }

  private final class Entries extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          return new ByteArrayInputStream(read(url.getPath()));
        }
      };
    }
  }
}
