package dev.weir.junit;

import dev.weir.bootstrap.Trace;

/** One exception with its reason, and whether anything was excepted by it. */
final class Known {
  private final String site;
  private final String kind;
  private final String target;
  private final String reason;
  private volatile boolean used;

  Known(String site, String kind, String target, String reason) {
    this.site = site;
    this.kind = kind;
    this.target = target;
    this.reason = reason;
  }

  boolean isUsed() {
    return used;
  }

  /** Why it cannot be taken; null if it can. */
  String problem() {
    if (reason.isBlank()) {
      return "has no reason";
    }
    return site.isEmpty() && kind.isEmpty() && target.isEmpty()
        ? "excepts everything: give a site, kind or target"
        : null;
  }

  boolean fits(Leak leak) {
    boolean fits =
        (kind.isEmpty() || kind.equals(leak.kind()))
            && (target.isEmpty() || leak.target().contains(target))
            && (site.isEmpty() || isOn(leak.trace()));
    used |= fits;
    return fits;
  }

  private boolean isOn(Trace trace) {
    for (int i = 0; trace != null && i < trace.depth(); i++) {
      String frame = Frames.text(trace.frame(i));
      if (frame.startsWith(site) && isWhole(frame)) {
        return true;
      }
    }
    return false;
  }

  /** So that com.acme.Pool is not com.acme.PoolTest. */
  private boolean isWhole(String frame) {
    return frame.length() == site.length()
        || !Character.isJavaIdentifierPart(site.charAt(site.length() - 1))
        || frame.charAt(site.length()) == '$'
        || !Character.isJavaIdentifierPart(frame.charAt(site.length()));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("exception");
    text.append(site.isEmpty() ? "" : " site=" + site);
    text.append(kind.isEmpty() ? "" : " kind=" + kind);
    text.append(target.isEmpty() ? "" : " target=" + target);
    return text.append(" (").append(reason).append(')').toString();
  }
}
