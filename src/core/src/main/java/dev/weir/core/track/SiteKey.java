package dev.weir.core.track;

import dev.weir.bootstrap.Kind;

/** One call site, for one kind and type of handle. */
public record SiteKey(String site, Kind kind, String type) {}
