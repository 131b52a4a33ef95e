package io.jenkins.plugins.mldeploy.mltest;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * The {@code results.json} of promptfoo ({@code promptfoo eval -o results.json}), streaming. Each result is an execution of a test, named {@code [provider] description
 * or variables}; its {@code failureReason} 2 is an error while the provider was called. Metrics: {@code passRate}, {@code score}, {@code latencyMillis} and
 * each named score with samples, {@code cost}, {@code tokens}, {@code successes}, {@code failures}, {@code errors}.
 */
final class PromptfooResults {
    private static final int ERROR = 2;
    private static final int NAMED_SCORES = 1_000;

    private final JsonCursor json;
    private final TestSink sink;
    private final Map<String, Samples> samples = new TreeMap<>();
    private double cost;
    private double tokens;
    private final long[] ended = new long[Outcome.values().length];

    private PromptfooResults(JsonCursor json, TestSink sink) {
        this.json = json;
        this.sink = sink;
    }

    static void read(ReportSource report, TestSink sink, MetricBook book) throws IOException {
        try (JsonCursor json = JsonCursor.openObject(report)) {
            PromptfooResults reader = new PromptfooResults(json, sink);
            boolean found = false;
            for (String name = json.nextField(); name != null; name = json.nextField()) {
                if (name.equals("results") && json.token() == JsonToken.START_OBJECT) {
                    found |= reader.results();
                } else {
                    json.skip();
                }
            }
            json.end();
            if (!found) {
                throw json.error(
                        "REPORT_FORMAT", "there is no list results.results; did promptfoo stop before it evaluated?");
            }
            reader.metrics(book);
        }
    }

    private boolean results() throws IOException {
        boolean found = false;
        for (String name = json.nextField(); name != null; name = json.nextField()) {
            if (name.equals("results") && json.token() == JsonToken.START_ARRAY) {
                found = true;
                while (json.next() != JsonToken.END_ARRAY) {
                    if (json.token() != JsonToken.START_OBJECT) {
                        throw json.error("REPORT_FORMAT", "a result is no object");
                    }
                    result();
                }
            } else {
                json.skip();
            }
        }
        return found;
    }

    private void result() throws IOException {
        Boolean success = null;
        double reason = 0;
        String error = "";
        String provider = "";
        String description = "";
        String variables = "";
        String prompt = "";
        for (String name = json.nextField(); name != null; name = json.nextField()) {
            switch (name) {
                case "success" -> success = json.token() == JsonToken.VALUE_TRUE;
                case "failureReason" -> reason = json.isNumber() ? json.number() : reason;
                case "error" -> error = json.text();
                case "cost" -> cost += json.isNumber() ? json.number() : 0;
                case "score" -> sample("score");
                case "latencyMs" -> sample("latencyMillis");
                case "promptIdx" -> prompt = json.text();
                case "vars" -> variables = variables();
                case "provider" -> provider = oneOf("label", "id");
                case "testCase" -> description = oneOf("description");
                case "tokenUsage" -> tokens += numberOf("total");
                case "namedScores" -> namedScores();
                default -> json.skip();
            }
        }
        if (success == null) {
            throw json.error("REPORT_FORMAT", "a result does not say 'success'");
        }
        // What the model was asked tells tests apart; promptfoo numbers the repetitions of one test anew.
        String test = "[%s] prompt %s: %s".formatted(provider, prompt, description.isBlank() ? variables : description);
        Outcome outcome = success
                ? Outcome.PASSED
                : reason == ERROR && ProviderTrouble.inProviderCall(error) ? Outcome.NOT_EVALUATED : Outcome.FAILED;
        ended[outcome.ordinal()]++;
        sink.accept(test, outcome, success ? "" : Text.line(error, Text.MESSAGE));
    }

    private void sample(String metric) throws IOException {
        if (json.isNumber()) {
            double value = json.number();
            if (!Double.isFinite(value)) {
                throw json.error("METRIC_NOT_FINITE", "'" + Text.line(metric, 80) + "' is no finite number");
            }
            samples.merge(metric, Samples.NONE.add(value), Samples::and);
        } else {
            json.skip();
        }
    }

    private void namedScores() throws IOException {
        if (json.token() != JsonToken.START_OBJECT) {
            json.skip();
            return;
        }
        for (String name = json.nextField(); name != null; name = json.nextField()) {
            if (samples.size() > NAMED_SCORES) {
                throw json.error("REPORT_TOO_LARGE", "more than " + NAMED_SCORES + " named scores");
            }
            sample(name);
        }
    }

    private String variables() throws IOException {
        if (json.token() != JsonToken.START_OBJECT) {
            json.skip();
            return "";
        }
        StringJoiner all = new StringJoiner(", ");
        for (String name = json.nextField(); name != null; name = json.nextField()) {
            all.add(name + "=" + json.text());
            json.skip();
        }
        return all.toString();
    }

    /** The text of the first of these fields that the current object has; the current text when it is no object. */
    private String oneOf(String... wanted) throws IOException {
        if (json.token() != JsonToken.START_OBJECT) {
            String text = json.text();
            json.skip();
            return text;
        }
        String[] texts = new String[wanted.length];
        for (String name = json.nextField(); name != null; name = json.nextField()) {
            for (int i = 0; i < wanted.length; i++) {
                if (wanted[i].equals(name)) {
                    texts[i] = json.text();
                }
            }
            json.skip();
        }
        for (String text : texts) {
            if (text != null && !text.isBlank()) {
                return text;
            }
        }
        return "";
    }

    private double numberOf(String wanted) throws IOException {
        double number = 0;
        if (json.token() == JsonToken.START_OBJECT) {
            for (String name = json.nextField(); name != null; name = json.nextField()) {
                number = name.equals(wanted) && json.isNumber() ? json.number() : number;
                json.skip();
            }
        } else {
            json.skip();
        }
        return number;
    }

    private void metrics(MetricBook book) throws IOException {
        long judged = ended[Outcome.PASSED.ordinal()] + ended[Outcome.FAILED.ordinal()];
        String file = json.file();
        book.put(file, "successes", ended[Outcome.PASSED.ordinal()], Samples.NONE);
        book.put(file, "failures", ended[Outcome.FAILED.ordinal()], Samples.NONE);
        book.put(file, "errors", ended[Outcome.NOT_EVALUATED.ordinal()], Samples.NONE);
        if (judged > 0) {
            book.put(file, "passRate", (double) ended[Outcome.PASSED.ordinal()] / judged, Samples.NONE);
        }
        book.put(file, "cost", cost, Samples.NONE);
        book.put(file, "tokens", tokens, Samples.NONE);
        for (Map.Entry<String, Samples> metric : samples.entrySet()) {
            book.put(file, metric.getKey(), metric.getValue().mean(), metric.getValue());
        }
    }
}
