package io.jenkins.plugins.mldeploy.mltest;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.MadeStream;
import io.jenkins.plugins.mldeploy.SmallHeap;
import java.io.IOException;
import java.util.List;
import org.junit.Test;

/** Reports of any size in a heap of 64 MiB, in a JVM of its own. Ten million test cases are the benchmark's: here it is half a million, which is more than the table of counts holds. */
public class LargeReportsTest {
    private static final String MEBIBYTE =
            "All work and no play makes Jack a dull model. ".repeat(22_796).substring(0, 1 << 20);

    /** The JVM with the small heap. */
    public static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(read(arguments[0]));
        }

        private static String read(String what) throws IOException {
            switch (what) {
                case "system-out" -> {
                    TestSummary tests = Reports.tests(
                            new ReportSource(
                                    "r.xml",
                                    () -> MadeStream.of(
                                            "<testsuite><testcase name='a'><system-out>",
                                            1_024,
                                            i -> MEBIBYTE,
                                            "</system-out></testcase><testcase name='b'><failure>no</failure></testcase></testsuite>")));
                    return tests.passed() + " passed, " + tests.failed() + " failed";
                }
                case "failure-text" -> {
                    TestSummary tests = Reports.tests(new ReportSource(
                            "r.xml",
                            () -> MadeStream.of(
                                    "<testsuite><testcase name='a'><failure><![CDATA[first\n",
                                    256,
                                    i -> MEBIBYTE,
                                    "]]></failure></testcase></testsuite>")));
                    return tests.failedTests().get(0).display();
                }
                case "cases" -> {
                    String hundred = "<testcase classname='com.acme.Suite%1$d' name='test%2$d' time='0.001'/>";
                    TestSummary tests = Reports.tests(
                            new ReportSource(
                                    "r.xml",
                                    () -> MadeStream.of(
                                            "<testsuites><testsuite>",
                                            5_000,
                                            i -> {
                                                StringBuilder cases = new StringBuilder();
                                                for (int j = 0; j < 100; j++) {
                                                    cases.append(hundred.replace("%1$d", Long.toString(i))
                                                            .replace("%2$d", Integer.toString(j)));
                                                }
                                                return cases.toString();
                                            },
                                            "<testcase classname='com.acme.Suite9' name='test9'><failure/></testcase></testsuite></testsuites>")));
                    return tests.total() + " tests, "
                            + tests.failedTests().get(0).display();
                }
                case "json-text" -> {
                    MetricBook book = new MetricBook();
                    FlatMetrics.read(
                            new ReportSource(
                                    "m.json",
                                    () -> MadeStream.of(
                                            "{\"a\": 1, \"answer\": \"", 256, i -> MEBIBYTE, "\", \"b\": 2}")),
                            "",
                            book);
                    return book.metrics().keySet().toString();
                }
                case "json-names" -> {
                    return refused(() -> FlatMetrics.read(
                            new ReportSource(
                                    "m.json",
                                    () -> MadeStream.of("{\"a\": 1", 10_000_000, i -> ", \"" + i + "\": \"x\"", "}")),
                            "",
                            new MetricBook()));
                }
                case "json-samples" -> {
                    MetricBook book = new MetricBook();
                    FlatMetrics.read(
                            new ReportSource("m.json", () -> MadeStream.of("{\"a\": [0", 1_000_000, i -> ",1", "]}")),
                            "",
                            book);
                    return book.metrics().get("a").samples().count() + " samples";
                }
                case "csv-cell" -> {
                    return refused(() -> DataRows.read(
                            new ReportSource("d.csv", () -> MadeStream.of("a\n\"", 1_024, i -> MEBIBYTE, "")),
                            name -> true,
                            (line, row) -> {}));
                }
                case "csv-rows" -> {
                    ReportSource data = new ReportSource(
                            "d.csv", () -> MadeStream.of("id,n,c\n", 2_501, LargeReportsTest::twoHundredRows, ""));
                    DataSummary summary = DataCheck.check(
                            List.of(data),
                            Reports.of(
                                    "s.json",
                                    "{\"properties\": {\"id\": {\"type\": \"integer\", \"unique\": true}, \"c\": {\"unique\": true}, \"n\": {\"maximum\": 999, \"type\": \"integer\"}}}"),
                            data);
                    return summary.rows() + " rows, " + summary.unjudged().get(0) + ", psi "
                            + summary.metrics().get("data.n.psi");
                }
                case "parquet-rows" -> {
                    ReportSource data = ReportSource.of("d.parquet", ParquetRowsTest.fixture("million.parquet"));
                    DataSummary summary = DataCheck.check(
                            List.of(data),
                            Reports.of(
                                    "s.json",
                                    "{\"properties\": {\"id\": {\"type\": \"integer\", \"unique\": true}, \"channel\": {\"enum\": [\"web\", \"mobile\", null]}, \"score\": {}, \"n\": {\"maximum\": 998, \"type\": \"integer\"}}}"),
                            data);
                    return summary.rows() + " rows, " + summary.violations() + " violations, psi "
                            + summary.metrics().get("data.n.psi") + ", nulls "
                            + summary.metrics().get("data.channel.nullShare");
                }
                default -> throw new IllegalArgumentException(what);
            }
        }

        @FunctionalInterface
        private interface Attempt {
            void run() throws IOException;
        }

        private static String refused(Attempt attempt) {
            try {
                attempt.run();
                return "read";
            } catch (IOException e) {
                return e.getMessage();
            }
        }
    }

    private static String twoHundredRows(long part) {
        StringBuilder rows = new StringBuilder();
        for (long i = part * 200; i < part * 200 + 200; i++) {
            rows.append(i).append(',').append(i % 1_000).append(',').append(-i).append('\n');
        }
        return rows.toString();
    }

    private static String inSmallHeap(String what) throws IOException, InterruptedException {
        SmallHeap.Outcome outcome = SmallHeap.run(64, Reader.class, what);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output().strip();
    }

    @Test
    public void aGigabyteOfSystemOut() throws Exception {
        assertThat(inSmallHeap("system-out")).isEqualTo("1 passed, 1 failed");
    }

    @Test
    public void aFailureWithAHugeText() throws Exception {
        assertThat(inSmallHeap("failure-text")).isEqualTo("a: first");
    }

    @Test
    public void halfAMillionTestCases() throws Exception {
        assertThat(inSmallHeap("cases")).isEqualTo("500000 tests, com.acme.Suite9.test9: 1/2 passed");
    }

    @Test
    public void aHugeTextAmongMetrics() throws Exception {
        assertThat(inSmallHeap("json-text")).isEqualTo("[a, b]");
    }

    @Test
    public void tenMillionNamesInOneObject() throws Exception {
        assertThat(inSmallHeap("json-names")).contains("m.json:1:").contains("more than 100000 names");
    }

    @Test
    public void aMillionSamples() throws Exception {
        assertThat(inSmallHeap("json-samples")).isEqualTo("1000001 samples");
    }

    @Test
    public void aQuoteThatNeverCloses() throws Exception {
        assertThat(inSmallHeap("csv-cell")).startsWith("d.csv: a record is longer than");
    }

    @Test
    public void aMillionRowsOfParquet() throws Exception {
        assertThat(inSmallHeap("parquet-rows")).isEqualTo("1000000 rows, 1000 violations, psi 0.0, nulls 0.333333");
    }

    @Test
    public void aDataSetBeyondTheLimitOfUniqueness() throws Exception {
        assertThat(inSmallHeap("csv-rows"))
                .isEqualTo(
                        "500200 rows, whether column 'id' is unique is unknown: more than 1000000 different values, psi 0.0");
    }
}
