package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.bootstrap.Gate;
import dev.weir.core.config.Loaded;
import dev.weir.core.config.Mask;
import dev.weir.core.config.PolicyLoader;
import dev.weir.core.config.PolicyStatus;
import dev.weir.core.hook.Group;
import dev.weir.core.limit.InForce;
import dev.weir.core.track.Evidence;
import dev.weir.core.track.Sites;
import dev.weir.core.track.SocketCloser;
import dev.weir.core.weave.Weaver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadTest {
  @TempDir Path dir;

  private final Sites sites = new Sites(List.of());
  private final Mask mask = new Mask(List.of());

  @AfterEach
  void none() {
    Gate.rules(null);
  }

  private Loaded load(String policy) throws Exception {
    Path file = Files.writeString(dir.resolve("weir.yml"), policy);
    Loaded loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());
    assertThat(loaded.problems()).isEmpty();
    return loaded;
  }

  /** Two parts that fail, as they would with an error of ours: they are not there at all. */
  @Test
  void whatFailsIsNamedAndTheRestIsTaken() throws Exception {
    Loaded start = load("{}");
    PolicyStatus status = new PolicyStatus(start);
    Evidence evidence = new Evidence(start.policy().leaks().maxAge());
    Reload reload =
        new Reload(
            status,
            new InForce(start.policy(), null, sites::of, 1000),
            new Weaver(List.of(), EnumSet.of(Group.HANDLES)),
            null,
            sites,
            evidence,
            null,
            new SocketCloser(evidence),
            null,
            mask);
    Loaded next = load("mask: { arguments: [\"--token=*\"] }");
    assertThatThrownBy(() -> reload.changed(next))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "not taken: files.temp, the budgets, what ends processes,"
                + " leaks.growing-sweeps and leaks.unread-after")
        .hasCauseInstanceOf(NullPointerException.class);
    assertThat(mask.argument("--token=a")).isEqualTo("--token=***");
    assertThat(status.inForce()).as("the rules are").isSameAs(next);
  }
}
