package dev.weir.stress;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** A servlet server; apart, so that {@link Served} runs without it. */
public final class ServedByTomcat {
  private ServedByTomcat() {}

  /** The jars that it needs, for a class path. */
  public static String jars() {
    try {
      return Path.of(Tomcat.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          + ":"
          + Path.of(
              jakarta.annotation.PostConstruct.class
                  .getProtectionDomain()
                  .getCodeSource()
                  .getLocation()
                  .toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives its port. */
  static int start(String host, String protocol) throws Exception {
    Path base = Files.createTempDirectory("weir-tomcat");
    Path page = Files.writeString(base.resolve("page"), "ok");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    Connector connector = new Connector(protocol);
    connector.setProperty("address", host);
    connector.setPort(0);
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", base.toString());
    Tomcat.addServlet(context, "page", new Page(page)).addMapping("/*");
    tomcat.start();
    return connector.getLocalPort();
  }

  /** Reads a file and answers with it. */
  private static final class Page extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Path page;

    Page(Path page) {
      this.page = page;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      byte[] body = Files.readAllBytes(page);
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }
  }
}
