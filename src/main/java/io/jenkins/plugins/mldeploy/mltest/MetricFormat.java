package io.jenkins.plugins.mldeploy.mltest;

import com.fasterxml.jackson.core.JsonToken;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;

/** Whose format a JSON file of metrics is in. */
enum MetricFormat {
    GENERIC,
    PROMPTFOO,
    DEEPEVAL,
    EVIDENTLY,
    MLFLOW;

    /**
     * Looks at the names at the top of the file.
     *
     * @param framework as the user named it; anything but {@code auto} must agree with the file
     */
    static MetricFormat of(ReportSource report, String framework) throws IOException {
        MetricFormat found = detect(report);
        switch (framework) {
            // mlflow.evaluate writes flat metrics, like anybody else.
            case "auto", "mlflow" -> {
                return found;
            }
            case "pytest", "generic" -> {
                return GENERIC;
            }
            default -> {
                if (!found.name().equalsIgnoreCase(framework)) {
                    throw new UnreadableReport(
                            "REPORT_FORMAT",
                            report.name(),
                            "framework is '" + framework + "', but this is not what " + framework
                                    + " writes; it looks like " + found.name().toLowerCase(java.util.Locale.ROOT));
                }
                return found;
            }
        }
    }

    private static MetricFormat detect(ReportSource report) throws IOException {
        try (JsonCursor json = JsonCursor.openObject(report)) {
            boolean runInfo = false;
            for (String name = json.nextField(); name != null; name = json.nextField()) {
                switch (name) {
                    case "evalId" -> {
                        return PROMPTFOO;
                    }
                    case "metricsScores", "testCases", "test_cases" -> {
                        if (json.token() == JsonToken.START_ARRAY) {
                            return DEEPEVAL;
                        }
                    }
                    case "info" -> runInfo = json.token() == JsonToken.START_OBJECT;
                    case "data" -> {
                        if (runInfo) {
                            return MLFLOW;
                        }
                    }
                    case "metrics" -> {
                        if (json.token() == JsonToken.START_ARRAY) {
                            return EVIDENTLY;
                        }
                    }
                    default -> {}
                }
                json.skip();
            }
            json.end();
            return GENERIC;
        }
    }
}
