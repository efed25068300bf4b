package dev.weir.examples.dashboard;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The machine's load over some seconds: a command that prints it each second, read as it runs. */
final class Load {
  private static final int MAX_SAMPLES = 10;
  private static final String COMMAND =
      "i=0; while [ $i -lt 120 ]; do cat /proc/loadavg; sleep 1; i=$((i + 1)); done";

  private final Careful careful;

  Load(Careful careful) {
    this.careful = careful;
  }

  /**
   * The load of the last minute, once a second.
   *
   * @param count how many samples, a number from 1 to 10
   * @throws HttpError 400 if the number is none or another
   */
  List<Double> sample(String count) throws IOException {
    Process process = new ProcessBuilder("sh", "-c", COMMAND).redirectErrorStream(true).start();
    try (BufferedReader lines = process.inputReader()) {
      int wanted = number(count);
      List<Double> samples = new ArrayList<>();
      while (samples.size() < wanted) {
        String line = lines.readLine();
        if (line == null) {
          throw new IOException("the command that prints the load has ended");
        }
        samples.add(Double.valueOf(line.split(" ")[0]));
      }
      process.destroy();
      return samples;
    } finally {
      careful.end(process);
    }
  }

  private static int number(String count) {
    if (!count.matches("\\d{1,2}")
        || Integer.parseInt(count) < 1
        || Integer.parseInt(count) > MAX_SAMPLES) {
      throw new HttpError(400, "The number of samples must be from 1 to " + MAX_SAMPLES + ".");
    }
    return Integer.parseInt(count);
  }
}
