package dev.weir.examples.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/** What one request is answered with. */
record Answer(int status, byte[] body, Map<String, String> headers) {

  static Answer html(int status, String page) {
    return new Answer(
        status, page.getBytes(UTF_8), Map.of("Content-Type", "text/html; charset=utf-8"));
  }

  static Answer json(int status, String json) {
    return new Answer(status, json.getBytes(UTF_8), Map.of("Content-Type", "application/json"));
  }
}
