package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.config.Loaded;
import dev.weir.core.config.PolicyLoader;
import dev.weir.core.hook.Group;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupsTest {
  private static Set<Group> of(String arguments) {
    Loaded loaded = PolicyLoader.load(arguments, Map.of(), Map.of());
    assertThat(loaded.problems()).isEmpty();
    return Groups.of(loaded.policy());
  }

  @Test
  void whatIsClosedFromOutsideIsToldToItsReader() {
    assertThat(of("leaks.close-overdue=[socket],leaks.max-age.socket=1s"))
        .containsExactlyInAnyOrder(Group.HANDLES, Group.CLOSERS, Group.TRAFFIC);
    assertThat(of("sockets.idle-timeout=5s"))
        .containsExactlyInAnyOrder(Group.HANDLES, Group.CLOSERS, Group.TRAFFIC);
    assertThat(of("")).containsExactly(Group.HANDLES);
  }
}
