package dev.weir.core.track;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Evidence {@code growing}: at each sweep the number open from a site is compared with the sweep
 * before. A site that has risen at as many sweeps as {@code leaks.growing-sweeps} says, and has not
 * fallen once since, is growing; so a slow leak is found as surely as a fast one. What has stopped
 * to rise for ten minutes (a pool that is full) is no longer.
 */
final class Growth {
  private static final long STALE_NANOS = TimeUnit.MINUTES.toNanos(10);

  private volatile int sweeps;
  private Map<SiteKey, Course> courses = new HashMap<>();

  Growth(int sweeps) {
    this.sweeps = sweeps;
  }

  /** How many rises are growth, from now on. */
  void sweeps(int now) {
    sweeps = now;
  }

  /** Takes a sweep's counts, and marks the rows of growing sites. */
  void next(Iterable<SiteRow> rows, long now) {
    Map<SiteKey, Course> then = courses;
    courses = new HashMap<>();
    for (SiteRow row : rows) {
      Course course = then.get(row.key());
      if (course == null || row.open() < course.open) {
        course = new Course(row.open(), now);
      } else if (row.open() > course.open) {
        course.rises++;
        course.open = row.open();
        course.lastRise = now;
      }
      courses.put(row.key(), course);
      course.growing = course.rises >= sweeps && now - course.lastRise < STALE_NANOS;
      row.growing(course.growing);
    }
  }

  /** Marks the rows of a look between two sweeps with what the sweeps have found. */
  void mark(Iterable<SiteRow> rows) {
    for (SiteRow row : rows) {
      Course course = courses.get(row.key());
      row.growing(course != null && course.growing);
    }
  }

  private static final class Course {
    private int open;
    private int rises;
    private long lastRise;
    private boolean growing;

    Course(int open, long now) {
      this.open = open;
      this.lastRise = now;
    }
  }
}
