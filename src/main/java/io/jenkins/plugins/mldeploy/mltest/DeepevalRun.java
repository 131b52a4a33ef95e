package io.jenkins.plugins.mldeploy.mltest;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * The test run that deepeval writes ({@code DEEPEVAL_RESULTS_FOLDER=out deepeval test run …}, also {@code .deepeval/.latest_test_run.json}), streaming. Each entry
 * of {@code testCases} is an execution of a test; {@code metricsScores} are metrics with samples; {@code evaluationCost} is {@code cost}.
 */
final class DeepevalRun {
    private final JsonCursor json;
    private final TestSink sink;
    private final MetricBook book;
    private boolean found;

    private DeepevalRun(JsonCursor json, TestSink sink, MetricBook book) {
        this.json = json;
        this.sink = sink;
        this.book = book;
    }

    static void read(ReportSource report, TestSink sink, MetricBook book) throws IOException {
        try (JsonCursor json = JsonCursor.openObject(report)) {
            DeepevalRun reader = new DeepevalRun(json, sink, book);
            reader.document();
            json.end();
            if (!reader.found) {
                throw json.error("REPORT_FORMAT", "there are neither testCases nor metricsScores");
            }
        }
    }

    private void document() throws IOException {
        for (String name = json.nextField(); name != null; name = json.nextField()) {
            boolean list = json.token() == JsonToken.START_ARRAY;
            switch (name) {
                case "testCases", "test_cases", "conversationalTestCases", "conversational_test_cases" -> {
                    if (list) {
                        found = true;
                        while (json.next() != JsonToken.END_ARRAY) {
                            testCase();
                        }
                    } else {
                        json.skip();
                    }
                }
                case "metricsScores", "metrics_scores" -> {
                    if (list) {
                        found = true;
                        while (json.next() != JsonToken.END_ARRAY) {
                            score();
                        }
                    } else {
                        json.skip();
                    }
                }
                case "evaluationCost", "evaluation_cost" -> put("cost");
                case "runDuration", "run_duration" -> put("durationSeconds");
                default -> json.skip();
            }
        }
    }

    private void put(String metric) throws IOException {
        if (json.isNumber()) {
            book.put(json.file(), metric, json.number(), Samples.NONE);
        } else {
            json.skip();
        }
    }

    private void testCase() throws IOException {
        expectObject("a test case");
        String test = "";
        Boolean success = null;
        Problem problem = new Problem("", false, false);
        for (String name = json.nextField(); name != null; name = json.nextField()) {
            switch (name) {
                case "name" -> test = json.text();
                case "success" -> success = json.token().isBoolean() ? json.token() == JsonToken.VALUE_TRUE : success;
                case "metricsData", "metrics_data" -> problem = problem();
                default -> {}
            }
            json.skip();
        }
        if (test.isBlank()) {
            throw json.error("REPORT_FORMAT", "a test case has no name");
        }
        if (problem.provider() && !problem.missed()) {
            sink.accept(test, Outcome.NOT_EVALUATED, problem.message());
        } else if (success == null || !success || problem.missed()) {
            sink.accept(test, Outcome.FAILED, problem.message());
        } else {
            sink.accept(test, Outcome.PASSED, "");
        }
    }

    /** Why a test case did not pass: a metric that was missed, or one that the provider spoilt. */
    private record Problem(String message, boolean provider, boolean missed) {}

    private Problem problem() throws IOException {
        Problem worst = new Problem("", false, false);
        if (json.token() != JsonToken.START_ARRAY) {
            json.skip();
            return worst;
        }
        while (json.next() != JsonToken.END_ARRAY) {
            expectObject("a metric of a test case");
            String metric = "";
            String score = "none";
            String error = "";
            boolean failed = false;
            for (String name = json.nextField(); name != null; name = json.nextField()) {
                switch (name) {
                    case "name" -> metric = json.text();
                    case "score" -> score = json.text();
                    case "success" -> failed = json.token() == JsonToken.VALUE_FALSE;
                    case "error" -> error = json.text();
                    default -> {}
                }
                json.skip();
            }
            boolean provider = ProviderTrouble.inProviderCall(error);
            if (provider && !worst.missed()) {
                worst = new Problem(Text.line(metric + ": " + error, Text.MESSAGE), true, false);
            } else if (!provider && (failed || !error.isBlank()) && !worst.missed()) {
                String what = error.isBlank() ? "score " + score : error;
                worst = new Problem(Text.line(metric + ": " + what, Text.MESSAGE), worst.provider(), true);
            }
        }
        return worst;
    }

    private void score() throws IOException {
        expectObject("an entry of metricsScores");
        String metric = "";
        Samples samples = Samples.NONE;
        for (String name = json.nextField(); name != null; name = json.nextField()) {
            if (name.equals("metric")) {
                metric = json.text();
            } else if (name.equals("scores") && json.token() == JsonToken.START_ARRAY) {
                while (json.next() != JsonToken.END_ARRAY) {
                    if (json.isNumber()) {
                        samples = samples.add(json.number());
                    }
                    json.skip();
                }
            }
            json.skip();
        }
        if (samples.count() > 0) {
            book.put(json.file(), metric, samples.mean(), samples);
        }
    }

    private void expectObject(String what) throws IOException {
        if (json.token() != JsonToken.START_OBJECT) {
            throw json.error("REPORT_FORMAT", what + " is no object");
        }
    }
}
