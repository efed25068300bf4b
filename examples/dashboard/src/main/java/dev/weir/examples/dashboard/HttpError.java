package dev.weir.examples.dashboard;

/**
 * A request that is answered with a status of 4xx or 5xx and a sentence that may be shown to the
 * client.
 */
final class HttpError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  HttpError(int status, String message) {
    super(message);
    this.status = status;
  }

  HttpError(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  static HttpError notFound() {
    return new HttpError(404, "There is no such page.");
  }

  int status() {
    return status;
  }
}
