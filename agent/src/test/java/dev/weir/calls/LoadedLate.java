package dev.weir.calls;

/** Loaded for the first time when no file may be opened any more. */
final class LoadedLate {
  private LoadedLate() {}
}
