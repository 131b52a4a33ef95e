package io.jenkins.plugins.mldeploy.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.MadeStream;
import io.jenkins.plugins.mldeploy.SmallHeap;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.Test;

/** Reports of a gigabyte, and worse, in a JVM with 64 MiB. */
public class HugeReportsTest {
    private static final int MEBIBYTES = 64;

    /** What the child JVM does. */
    public static final class Child {
        private static final String HEAD =
                "{\"SchemaVersion\":2,\"ArtifactName\":\"reg/api:1\",\"ArtifactType\":\"container_image\",\"Results\":[{\"Target\":\"t\",\"Class\":\"lang-pkgs\",\"Vulnerabilities\":[";
        private static final String TAIL = "]}]}";
        private static final String DESCRIPTION = "A heap overflow. ".repeat(70);

        private Child() {}

        public static void main(String[] arguments) throws IOException {
            Tally tally = new Tally(new Suppressions(Set.of(), false, List.of(), List.of(), LocalDate.EPOCH));
            try {
                ReportFacts facts = ScanReports.read("huge.json", () -> stream(arguments[0]), tally, path -> path);
                tally.endOf(facts);
                int listed = tally.judged(entry -> {}).size();
                System.out.println("listed " + listed + " beyond "
                        + tally.beyond().values().stream()
                                .mapToLong(Long::longValue)
                                .sum());
            } catch (UnreadableReport e) {
                System.out.println("unreadable " + e.code());
            }
        }

        private static InputStream stream(String what) {
            return switch (what) {
                case "findings" ->
                    MadeStream.of(HEAD, 780_000, i -> (i == 0 ? "" : ",") + finding(i, DESCRIPTION), TAIL);
                case "widest" -> MadeStream.of(HEAD, 30_000, i -> (i == 0 ? "" : ",") + widest(i), TAIL);
                case "text" ->
                    MadeStream.of(
                            HEAD + "{\"Title\":\"",
                            16_384,
                            i -> "x".repeat(65_536),
                            "\"," + finding(1, "").substring(1) + TAIL);
                case "id" ->
                    MadeStream.of(HEAD + "{\"VulnerabilityID\":\"", 1_024, i -> "x".repeat(65_536), "\"}" + TAIL);
                case "elements" ->
                    MadeStream.of(
                            HEAD + "{\"References\":[0",
                            10_000_000,
                            i -> ",1",
                            "]," + finding(1, "").substring(1) + TAIL);
                default -> MadeStream.of(HEAD + "{\"x\":{\"n\":1", 10_000_000, i -> ",\"n" + i + "\":1", "}}" + TAIL);
            };
        }

        private static String finding(long i, String description) {
            return "{\"VulnerabilityID\":\"CVE-2026-" + i + "\",\"PkgName\":\"package-" + i
                    + "\",\"InstalledVersion\":\"1.0\",\"Severity\":\"HIGH\",\"Description\":\"" + description + "\"}";
        }

        private static String widest(long i) {
            String wide = "\u4e2d".repeat(250);
            return "{\"VulnerabilityID\":\"" + i + wide + "\",\"PkgName\":\"" + wide + "\",\"InstalledVersion\":\""
                    + wide + "\",\"FixedVersion\":\"" + wide + "\",\"PkgPath\":\"" + i + wide
                    + "\",\"PkgIdentifier\":{\"PURL\":\"" + wide + "\"}}";
        }
    }

    private static String run(String what) throws IOException, InterruptedException {
        SmallHeap.Outcome outcome = SmallHeap.run(MEBIBYTES, Child.class, what);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output().strip();
    }

    @Test
    public void aGigabyteOfFindingsIsCountedInFullAndListedUpToTheLimit() throws Exception {
        assertThat(run("findings")).isEqualTo("listed 20000 beyond 760000");
    }

    @Test
    public void theLongestTextsThatAreKeptDoNotFillTheHeap() throws Exception {
        assertThat(run("widest")).matches("listed \\d+ beyond 2\\d+");
    }

    @Test
    public void aTextOfAGigabyteThatNobodyReadsIsSkipped() throws Exception {
        assertThat(run("text")).isEqualTo("listed 1 beyond 0");
        assertThat(run("id")).isEqualTo("unreadable REPORT_MALFORMED");
    }

    @Test
    public void tenMillionElementsAreSkippedAndTenMillionNamesRefused() throws Exception {
        assertThat(run("elements")).isEqualTo("listed 1 beyond 0");
        assertThat(run("fields")).isEqualTo("unreadable REPORT_TOO_LARGE");
    }
}
