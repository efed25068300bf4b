package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  @ParameterizedTest
  @CsvSource({
    "abc, abc, 0",
    "'', abc, 3",
    "abc, '', 3",
    "abc, acb, 1",
    "abc, abd, 1",
    "abc, ab, 1",
    "kitten, sitting, 3"
  })
  void distance(String from, String to, int expected) {
    assertThat(Nearest.distance(from, to)).isEqualTo(expected);
    assertThat(Nearest.distance(to, from)).isEqualTo(expected);
  }

  @Test
  void everyKeyIsFoundWithOneSlipOfTheFinger() {
    List<String> paths = Keys.TABLE.filePaths();
    for (String path : paths) {
      int last = path.length() - 1;
      String swapped = path.substring(0, last - 1) + path.charAt(last) + path.charAt(last - 1);
      List<String> slips =
          List.of(path.substring(0, last), path + "x", swapped, path.replace('-', '_'));
      for (String slip : slips) {
        if (!paths.contains(slip)) {
          assertThat(Nearest.of(slip, paths)).as(slip).isEqualTo(path);
        }
      }
    }
  }

  @Test
  void whatIsLikeNothingFindsNothing() {
    List<String> paths = Keys.TABLE.filePaths();

    assertThat(Nearest.of("containers", paths)).isNull();
    assertThat(Nearest.of("", paths)).isNull();
    assertThat(Nearest.of("m".repeat(1000), paths)).isNull();
  }
}
