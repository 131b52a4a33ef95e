package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The metrics of one run, from any number of files. A name that two files hold is an error: nobody could say which one is judged. */
final class MetricBook {
    /** More names than that are no metrics. */
    static final int NAMES = 10_000;

    private final Map<String, Measured> metrics = new TreeMap<>();
    private final Map<String, String> files = new HashMap<>();

    void put(String file, String name, double value, Samples samples) throws UnreadableReport {
        if (name.length() > Text.NAME || name.isBlank()) {
            throw new UnreadableReport(
                    "REPORT_FORMAT", file, "the name of a metric is empty or longer than " + Text.NAME + " characters");
        }
        if (!Double.isFinite(value)) {
            throw new UnreadableReport(
                    "METRIC_NOT_FINITE", file, "metric '" + Text.line(name, 80) + "' is no finite number");
        }
        String other = files.putIfAbsent(name, file);
        if (other != null) {
            throw new UnreadableReport(
                    "METRIC_AMBIGUOUS",
                    file,
                    "metric '" + Text.line(name, 80) + "' "
                            + (other.equals(file) ? "is in this file twice" : "is also in " + other)
                            + "; name the file that counts, or rename one of the two");
        }
        if (metrics.size() == NAMES) {
            throw new UnreadableReport("REPORT_TOO_LARGE", file, "there are more than " + NAMES + " metrics");
        }
        metrics.put(name, Measured.of(value, samples));
    }

    Map<String, Measured> metrics() {
        return metrics;
    }
}
