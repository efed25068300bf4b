package dev.weir.core.endpoint;

/** A request that is answered by an error instead of a page. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  final int status;

  Refusal(int status, String text) {
    // No stack trace: this is an answer to a client, not a fault.
    super(text, null, false, false);
    this.status = status;
  }
}
