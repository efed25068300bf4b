package dev.weir.examples.dashboard;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.annotations.SerializedName;

/**
 * What became of one question to a service.
 *
 * @param millis from the question to the answer, or to its failure
 * @param version as the service says, or null
 * @param note what is wrong, or null
 */
record Health(String name, State state, long millis, String version, String note) {
  /** The longest answer that is read, in bytes. */
  static final int MAX_ANSWER = 1 << 16;

  enum State {
    @SerializedName("up")
    UP,
    /** It answered, but not that it is well. */
    @SerializedName("down")
    DOWN,
    /** It answered something that nobody can read. */
    @SerializedName("broken")
    BROKEN,
    /** It did not answer, or not in time. */
    @SerializedName("silent")
    SILENT
  }

  /** The health of a service that answered with {@code status} and {@code body}. */
  static Health answered(Service service, int status, String body, long since) {
    if (status != 200) {
      return new Health(
          service.name(), State.DOWN, millis(since), null, "answers with status " + status);
    }
    try {
      JsonObject json = parse(body);
      boolean up = "ok".equals(text(json, "status"));
      return new Health(
          service.name(),
          up ? State.UP : State.DOWN,
          millis(since),
          text(json, "version"),
          up ? null : "says that it is not well");
    } catch (JsonParseException broken) {
      return new Health(service.name(), State.BROKEN, millis(since), null, "answers no valid JSON");
    }
  }

  /** The health of a service that gave no answer. */
  static Health silent(Service service, Exception failure, long since) {
    String message = failure.getMessage();
    return new Health(
        service.name(),
        State.SILENT,
        millis(since),
        null,
        message == null ? "does not answer" : message);
  }

  /**
   * A JSON object.
   *
   * @throws JsonParseException if {@code body} is none
   */
  static JsonObject parse(String body) {
    JsonElement json = JsonParser.parseString(body);
    if (!json.isJsonObject()) {
      throw new JsonParseException("no object");
    }
    return json.getAsJsonObject();
  }

  /** Whole milliseconds from {@code since}, a reading of {@link System#nanoTime}, to now. */
  static long millis(long since) {
    return (System.nanoTime() - since) / 1_000_000;
  }

  private static String text(JsonObject json, String name) {
    JsonElement value = json.get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : null;
  }
}
