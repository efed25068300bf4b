package dev.weir.core.limit.path;

import dev.weir.bootstrap.HookPoint;

/** What a hooked method does with the names that it is given. */
enum Use {
  /** The first is read, the second made. */
  COPY,
  /** The first goes, the second is made. */
  MOVE,
  DELETE,
  MAKE_DIRECTORY,
  MAKE_FILE,
  /** The first becomes another name of the second. */
  LINK,
  SYMBOLIC_LINK,
  /** Permissions, owner or times. */
  CHANGE,
  LIST,
  /** Makes the file of a socket. */
  BIND;

  /** By the method's name. */
  static Use of(HookPoint point) {
    String name = point.name();
    int end = name.indexOf('(');
    String method = name.substring(name.lastIndexOf('.', end) + 1, end);
    switch (method) {
      case "copy":
        return COPY;
      case "move":
      case "renameTo":
        return MOVE;
      case "implDelete":
      case "delete":
      case "deleteFile":
      case "deleteDirectory":
        return DELETE;
      case "createDirectory":
      case "mkdir":
        return MAKE_DIRECTORY;
      case "createNewFile":
      case "createTempFile":
        return MAKE_FILE;
      case "createLink":
        return LINK;
      case "createSymbolicLink":
        return SYMBOLIC_LINK;
      case "bind":
        return BIND;
      case "normalizedList":
        return LIST;
      default:
        return CHANGE;
    }
  }
}
