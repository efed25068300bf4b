package dev.weir.examples.dashboard;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * The requests of one connection: each is answered on a thread of the application's, one after the
 * other. What is not said otherwise runs on the connection's event loop.
 */
final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final Routes routes;
  private final Executor threads;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean busy;

  Requests(Routes routes, Executor threads) {
    this.routes = routes;
    this.threads = threads;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext connection, FullHttpRequest request) {
    boolean valid = request.decoderResult().isSuccess();
    boolean head = request.method().equals(HttpMethod.HEAD);
    String method = request.method().name();
    String address = request.uri();
    String accept = String.valueOf(request.headers().get(HttpHeaderNames.ACCEPT));
    boolean wantsPage = accept.contains("text/html");
    waiting.add(
        () -> {
          Answer answer =
              valid
                  ? answer(method, address, wantsPage)
                  : routes.error(400, "That is no HTTP request.", wantsPage);
          connection.writeAndFlush(response(answer, head)).addListener(written -> next(connection));
        });
    if (!busy) {
      next(connection);
    }
  }

  /** Begins with the next request; while there is one, no more are read. */
  private void next(ChannelHandlerContext connection) {
    Runnable request = waiting.poll();
    busy = request != null;
    connection.channel().config().setAutoRead(!busy);
    if (busy) {
      threads.execute(request);
    }
  }

  private Answer answer(String method, String address, boolean wantsPage) {
    try {
      return routes.answer(method, new URI(address), wantsPage);
    } catch (HttpError error) {
      return routes.error(error.status(), error.getMessage(), wantsPage);
    } catch (URISyntaxException wrong) {
      return routes.error(400, "That is no address.", wantsPage);
    } catch (IOException | RuntimeException unexpected) {
      System.err.println(method + " " + address + ": " + unexpected);
      return routes.error(500, "The request failed.", wantsPage);
    }
  }

  private static FullHttpResponse response(Answer answer, boolean head) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
    answer.headers().forEach(response.headers()::set);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    response.headers().set("X-Content-Type-Options", "nosniff");
    response
        .headers()
        .set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    return response;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext connection, Throwable failure) {
    // The client has gone, or nobody can talk to it any more.
    connection.close();
  }
}
