package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;

public class UnifiedDiffTest {
    private static String lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
    }

    @Test
    public void equalTextsHaveNone() {
        UnifiedDiff.Result same = UnifiedDiff.of(lines(0, 10), lines(0, 10));
        assertThat(same.text()).isEmpty();
        assertThat(same.changedLines()).isZero();
    }

    @Test
    public void changesStandInHunksWithThreeLinesAround() {
        String old = lines(0, 40);
        String young = old.replace("line 5\n", "line five\n").replace("line 30\n", "");
        UnifiedDiff.Result diff = UnifiedDiff.of(old, young);
        assertThat(diff.changedLines()).isEqualTo(3);
        assertThat(diff.text())
                .isEqualTo(
                        """
                        --- what runs
                        +++ this plan
                        @@ -3,7 +3,7 @@
                         line 2
                         line 3
                         line 4
                        -line 5
                        +line five
                         line 6
                         line 7
                         line 8
                        @@ -28,7 +28,6 @@
                         line 27
                         line 28
                         line 29
                        -line 30
                         line 31
                         line 32
                         line 33
                        """);
    }

    @Test
    public void changesCloseTogetherShareAHunk() {
        String old = lines(0, 12);
        String young = old.replace("line 3\n", "").replace("line 8\n", "");
        assertThat(UnifiedDiff.of(old, young).text().lines().filter(line -> line.startsWith("@@")))
                .containsExactly("@@ -1,12 +1,10 @@");
    }

    @Test
    public void whollyDifferentLargeTextsAreBounded() {
        String old = IntStream.range(0, 20_000).mapToObj(i -> "old " + i + "\n").collect(Collectors.joining());
        String young =
                IntStream.range(0, 20_000).mapToObj(i -> "new " + i + "\n").collect(Collectors.joining());
        UnifiedDiff.Result diff = UnifiedDiff.of(old, young);
        assertThat(diff.changedLines()).isEqualTo(40_000);
        assertThat(diff.text()).hasSizeLessThan(300_000).endsWith("the rest of the difference is left out\n");
    }
}
