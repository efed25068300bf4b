package dev.weir.bootstrap;

import java.io.File;
import java.nio.file.Path;

/**
 * The rules on paths that are in force, as {@link PathGate} asks them: on the application's thread,
 * around calls that look up paths in the file system anyway. What they throw is counted by the gate
 * as an error of the agent's, and the call goes on as if there were no rule.
 */
public abstract class Paths {
  /** For the rules. */
  protected Paths() {}

  /**
   * Before java.io opens a file to write: {@code FileOutputStream} and {@code RandomAccessFile},
   * which make what is not there and may cut what is.
   *
   * @return null for no rule
   */
  protected abstract Pin stream(HookPoint point, String path) throws Throwable;

  /**
   * Before {@code UnixChannelFactory.open}.
   *
   * @param dir the directory that a relative path is relative to; -1 for the process' own
   * @param flags a {@code UnixChannelFactory.Flags}
   * @param mode the permissions of a new file
   * @return null for no rule
   */
  protected abstract Pin channel(HookPoint point, int dir, Path path, Object flags, int mode)
      throws Throwable;

  /**
   * Before a call that makes, removes, moves or copies what a name stands for.
   *
   * @param dir what {@code first} is relative to; -1 for the process' own
   * @param otherDir the same for {@code second}
   * @param second null where there is one path only
   * @param options the call's, or null
   * @return null for no rule
   */
  protected abstract Pin names(
      HookPoint point, int dir, Path first, int otherDir, Path second, Object options)
      throws Throwable;

  /**
   * Does the work of a method of {@code File}, under the rules.
   *
   * @param second where to, of {@code renameTo}; else null
   * @return null for no rule: the method does it
   */
  protected abstract Outcome file(HookPoint point, File first, File second) throws Throwable;

  /**
   * Before a call that changes, lists or binds what a path leads to, where nothing can be pinned.
   *
   * @param path a {@code File}, {@code Path} or {@code String}
   * @return the refusal, or null
   */
  protected abstract Throwable use(HookPoint point, int dir, Object path) throws Throwable;

  /**
   * After a file was made by code that cannot be given a mode: a temp file of {@code
   * java.io.File}'s.
   */
  protected abstract void narrow(HookPoint point, File made) throws Throwable;
}
