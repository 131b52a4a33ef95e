package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the reports of one run where they lie. A file that can't be read is a trouble of the findings, and the others are read all the same, so that what
 * they say is not lost.
 *
 * @param mark start of the command; null without a command, when every report counts
 * @param earlier tests of the runs before, null for none
 * @param keep true when another run may follow
 */
record ReadReports(
        ReportPatterns reports, double perTestPassRate, long repeat, Mark mark, Tally.Carry earlier, boolean keep)
        implements AgentTask<Findings> {

    @Override
    public Findings run(Workspace workspace) throws IOException {
        try (Tally tally = new Tally()) {
            if (earlier != null) {
                tally.addAll(earlier);
            }
            return new Reading(workspace, tally).read();
        }
    }

    /** The regular files that the patterns match, each once. */
    @SafeVarargs
    static List<Path> files(Workspace workspace, List<String>... patterns) throws IOException {
        List<String> all = new ArrayList<>();
        for (List<String> some : patterns) {
            all.addAll(some);
        }
        return all.isEmpty() ? List.of() : workspace.glob(String.join(",", all));
    }

    private final class Reading {
        private final Workspace workspace;
        private final Tally tally;
        private final MetricBook book = new MetricBook();
        private final List<Reason> troubles = new ArrayList<>();
        private final List<Reason> empty = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private double seconds;
        private int read;
        private DataSummary data;

        private Reading(Workspace workspace, Tally tally) {
            this.workspace = workspace;
            this.tally = tally;
        }

        private Findings read() throws IOException {
            long before = tally.executions();
            for (Path file : fresh("testResults", reports.testResults())) {
                attempt(
                        file,
                        source -> seconds += JunitReader.read(source, tally).seconds());
            }
            // Where JUnit XML is given too, it counts the same tests: they'd be taken for repetitions.
            TestSink sink = reports.testResults().isEmpty() ? tally : (name, outcome, message) -> {};
            for (Path file : fresh("metrics", reports.metrics())) {
                attempt(file, source -> metrics(source, sink));
            }
            if (!reports.testResults().isEmpty()
                    && tally.executions() == before
                    && empty.isEmpty()
                    && troubles.isEmpty()) {
                empty.add(new Reason("NO_TESTS", "the reports hold no test; was none selected?"));
            }
            if (!reports.metrics().isEmpty() && book.metrics().isEmpty() && troubles.isEmpty()) {
                troubles.add(new Reason("NO_METRICS", "the metric files hold no number"));
            }
            data();
            return new Findings(
                    tally.summary(perTestPassRate, repeat),
                    seconds,
                    book.metrics(),
                    data,
                    read,
                    troubles,
                    empty,
                    notes,
                    keep ? tally.carry() : null);
        }

        /** The files that match and are not older than the command. */
        private List<Path> fresh(String parameter, List<String> patterns) throws IOException {
            if (patterns.isEmpty()) {
                return List.of();
            }
            List<Path> fresh = new ArrayList<>();
            List<String> stale = new ArrayList<>();
            for (Path file : files(workspace, patterns)) {
                String shown = workspace.display(file);
                if (mark != null && mark.isStale(file, shown)) {
                    stale.add(shown);
                } else {
                    fresh.add(file);
                }
            }
            String asked = parameter + " '" + String.join(", ", patterns) + "'";
            if (!stale.isEmpty()) {
                String sentence = Text.count(stale.size(), "report") + " of " + asked
                        + " lay there before the command started and do not count, for example "
                        + Text.line(stale.get(0), 200);
                notes.add(sentence);
                if (fresh.isEmpty()) {
                    troubles.add(new Reason("REPORTS_STALE", sentence));
                }
            } else if (fresh.isEmpty()) {
                (parameter.equals("testResults") ? empty : troubles)
                        .add(new Reason(
                                "NO_REPORT",
                                "no file matches " + asked + " in " + workspace.directory()
                                        + "; where does the tool write it?"));
            }
            return fresh;
        }

        private void metrics(ReportSource source, TestSink sink) throws IOException {
            if (source.name().toLowerCase(Locale.ROOT).endsWith(".csv")) {
                CsvMetrics.read(source, book);
                return;
            }
            switch (MetricFormat.of(source, reports.framework())) {
                case PROMPTFOO -> PromptfooResults.read(source, sink, book);
                case DEEPEVAL -> DeepevalRun.read(source, sink, book);
                case EVIDENTLY -> FlatMetrics.read(source, "metrics.", book);
                case MLFLOW -> FlatMetrics.read(source, "data.metrics.", book);
                case GENERIC -> FlatMetrics.read(source, "", book);
            }
        }

        private void data() throws IOException {
            if (reports.data().isEmpty()) {
                return;
            }
            List<Path> files = files(workspace, reports.data());
            if (files.isEmpty()) {
                troubles.add(new Reason("NO_DATA", "no file matches data '" + String.join(", ", reports.data()) + "'"));
                return;
            }
            try {
                data = DataCheck.check(
                        files.stream().map(this::source).toList(), named(reports.schema()), named(reports.reference()));
            } catch (IOException e) {
                troubled(e, "data");
            }
        }

        private ReportSource named(String name) throws IOException {
            if (name == null) {
                return null;
            }
            Path file = workspace.resolve(name);
            if (!Files.isRegularFile(file)) {
                throw new UnreadableReport("NO_DATA", name, "there is no such file");
            }
            return source(file);
        }

        private ReportSource source(Path file) {
            return ReportSource.of(workspace.display(file), file);
        }

        private void attempt(Path file, Reader reader) {
            try {
                reader.read(source(file));
                read++;
            } catch (IOException e) {
                troubled(e, workspace.display(file));
            }
        }

        private void troubled(IOException e, String what) {
            troubles.add(
                    e instanceof UnreadableReport unreadable
                            ? new Reason(unreadable.code(), unreadable.getMessage())
                            : new Reason("REPORT_UNREADABLE", what + ": " + e));
        }
    }

    @FunctionalInterface
    private interface Reader {
        void read(ReportSource source) throws IOException;
    }
}
