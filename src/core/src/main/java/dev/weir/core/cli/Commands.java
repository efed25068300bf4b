package dev.weir.core.cli;

import dev.weir.core.Version;
import dev.weir.core.config.Hints;
import dev.weir.core.config.Loaded;
import dev.weir.core.config.PolicyLoader;
import dev.weir.core.config.Problem;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;

/** The commands. Exit code 2: the command line or the policy is wrong. */
public final class Commands {
  private static final String USAGE =
      """
      Weir watches and limits what a running JVM holds open.

        java -javaagent:weir-agent.jar[=config=weir.yml,KEY=VALUE,...] -jar your.jar
                                                 run your application with it
        java -jar weir-agent.jar check FILE      say what is wrong with a policy file
        java -jar weir-agent.jar attach PID [KEY=VALUE,...]
                                                 watch a JVM that runs already
        java -jar weir-agent.jar detach PID      leave it: every class as it was, until attached anew
        java -jar weir-agent.jar --version
      """;

  private Commands() {}

  /** Runs one command and ends the process if it failed. */
  public static void run(String[] arguments, File jar) {
    int code = command(arguments, jar);
    if (code != 0) {
      System.exit(code);
    }
  }

  /** Runs one command; the exit code. */
  static int command(String[] arguments, File jar) {
    String name = arguments.length == 0 ? "" : arguments[0];
    if (name.equals("--version") && arguments.length == 1) {
      System.out.println("Weir " + Version.TEXT);
      return 0;
    }
    if (name.equals("check") && arguments.length == 2) {
      return check(arguments[1]);
    }
    if (name.equals("attach") && (arguments.length == 2 || arguments.length == 3)) {
      return load(arguments[1], arguments.length == 3 ? arguments[2] : null, jar, "attached to ");
    }
    if (name.equals("detach") && arguments.length == 2) {
      return load(arguments[1], "detach", jar, "detached from ");
    }
    if (name.isEmpty() || name.equals("--help") || name.equals("-h")) {
      System.out.print(USAGE);
      return 0;
    }
    System.err.print("weir: not a command: " + String.join(" ", arguments) + "\n\n" + USAGE);
    return 2;
  }

  private static int check(String file) {
    Loaded loaded = PolicyLoader.load("config=" + file, Map.of(), Map.of());
    for (Problem problem : loaded.problems()) {
      System.err.println(problem);
    }
    if (loaded.valid()) {
      System.out.println(file + " is valid");
      for (Problem hint : Hints.of(loaded)) {
        System.out.println(hint.where() + ": hint: " + hint.message());
      }
    }
    return loaded.valid() ? 0 : 2;
  }

  /** By reflection: an image may lack jdk.attach, and the agent's class loader does not see it. */
  private static int load(String pid, String options, File jar, String done) {
    try {
      Class<?> machine =
          ClassLoader.getSystemClassLoader().loadClass("com.sun.tools.attach.VirtualMachine");
      Object target = machine.getMethod("attach", String.class).invoke(null, pid);
      try {
        machine
            .getMethod("loadAgent", String.class, String.class)
            .invoke(target, jar.getAbsolutePath(), options);
      } finally {
        machine.getMethod("detach").invoke(target);
      }
      System.out.println(done + pid + "; what Weir says is on that process' stderr");
      return 0;
    } catch (ClassNotFoundException e) {
      System.err.println("weir: this Java has no module jdk.attach; use that of a JDK");
    } catch (InvocationTargetException e) {
      System.err.println("weir: cannot attach to " + pid + ": " + e.getCause().getMessage());
    } catch (ReflectiveOperationException e) {
      System.err.println("weir: cannot attach to " + pid + ": " + e);
    }
    return 2;
  }
}
