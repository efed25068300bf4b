package dev.weir.core.console;

import com.google.gson.stream.JsonWriter;
import dev.weir.bootstrap.HookPoint;
import dev.weir.bootstrap.Tally;
import dev.weir.core.config.PolicyStatus;
import dev.weir.core.config.Problem;
import dev.weir.core.endpoint.Page;
import dev.weir.core.endpoint.Request;
import dev.weir.core.endpoint.Response;
import dev.weir.core.weave.Weaver;
import java.io.IOException;

/** {@code /healthz}: {@code degraded} when a hook is missing or the policy file was not taken. */
public final class HealthPage implements Page {
  private final Weaver weaver;
  private final PolicyStatus policy;

  public HealthPage(Weaver weaver, PolicyStatus policy) {
    this.weaver = weaver;
    this.policy = policy;
  }

  @Override
  public void write(Request request, Response response) throws IOException {
    int[] counts = new int[HookPoint.State.values().length];
    for (HookPoint point : weaver.points()) {
      counts[point.state().ordinal()]++;
    }
    boolean hooked =
        counts[HookPoint.State.MISSING.ordinal()] + counts[HookPoint.State.FAILED.ordinal()] == 0;
    try (JsonWriter json = Json.to(response)) {
      json.beginObject();
      json.name("status").value(hooked && policy.valid() ? "ok" : "degraded");
      json.name("hooks").beginObject();
      for (HookPoint.State state : HookPoint.State.values()) {
        json.name(state.label()).value(counts[state.ordinal()]);
      }
      json.endObject();
      json.name("problems").beginArray();
      for (HookPoint point : weaver.points()) {
        String reason = weaver.reason(point);
        if (reason != null) {
          json.beginObject();
          json.name("hook").value(point.name());
          json.name("state").value(point.state().label());
          json.name("reason").value(reason);
          json.endObject();
        }
      }
      json.endArray();
      json.name("config_valid").value(policy.valid());
      json.name("config_problems").beginArray();
      for (Problem problem : policy.problems()) {
        json.value(problem.toString());
      }
      json.endArray();
      json.name("errors").value(Tally.errors());
      json.endObject();
    }
  }
}
