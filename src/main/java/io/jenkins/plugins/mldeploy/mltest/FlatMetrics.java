package io.jenkins.plugins.mldeploy.mltest;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every number of a JSON file by its dotted path: {@code {"fairness": {"parityDiff": 0.1}}} is {@code fairness.parityDiff}. A list of numbers is
 * their mean and its samples; {@code {"value": 0.87, "samples": […]}} is the value with samples. An object in a list stands under its
 * {@code name}, {@code key}, {@code metric}, {@code metric_id} or {@code id} (evidently, mlflow); one without is passed over, as are texts, booleans and nulls.
 */
final class FlatMetrics {
    private static final List<String> NAMING = List.of("name", "key", "metric", "metric_id", "id");
    /** Stands for the name of an object in a list until it is known. */
    private static final String ELEMENT = "[]";
    /** Numbers of one object in a list, which are held until its name is known. */
    private static final int HELD = 1_000;

    private final JsonCursor json;
    private final String prefix;
    private final MetricBook book;

    private FlatMetrics(JsonCursor json, String prefix, MetricBook book) {
        this.json = json;
        this.prefix = prefix;
        this.book = book;
    }

    /**
     * @param prefix what the names are taken from under, empty for the whole file; with one, everything else is passed over
     */
    static void read(ReportSource report, String prefix, MetricBook book) throws IOException {
        try (JsonCursor json = JsonCursor.openObject(report)) {
            FlatMetrics reader = new FlatMetrics(json, prefix, book);
            reader.object("", null, reader::put);
            json.end();
        }
    }

    @FunctionalInterface
    private interface Sink {
        void put(String name, double value, Samples samples) throws IOException;
    }

    private void put(String path, double value, Samples samples) throws IOException {
        if (path.startsWith(prefix)) {
            book.put(json.file(), path.substring(prefix.length()), value, samples);
        }
    }

    /**
     * At the start of an object.
     *
     * @param names takes the texts of the naming fields, in their order; null where no name is wanted
     */
    private void object(String path, String[] names, Sink sink) throws IOException {
        Double value = null;
        Samples samples = Samples.NONE;
        for (String name = json.nextField(); name != null; name = json.nextField()) {
            int naming = names == null || json.token() != JsonToken.VALUE_STRING ? -1 : NAMING.indexOf(name);
            if (naming >= 0) {
                names[naming] = json.text();
            } else if (name.equals("value") && json.isNumber() && !path.isEmpty()) {
                value = json.number();
            } else if (name.equals("samples") && json.token() == JsonToken.START_ARRAY && !path.isEmpty()) {
                samples = array(path, sink);
            } else {
                value(path.isEmpty() ? name : path + "." + name, sink);
            }
        }
        if (value != null || samples.count() > 0) {
            sink.put(path, value == null ? samples.mean() : value, samples);
        }
    }

    private void value(String path, Sink sink) throws IOException {
        switch (json.token()) {
            case START_OBJECT -> object(path, null, sink);
            case START_ARRAY -> {
                Samples samples = array(path, sink);
                if (samples.count() > 0) {
                    sink.put(path, samples.mean(), samples);
                }
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> sink.put(path, json.number(), Samples.NONE);
            default -> {}
        }
    }

    /** At the start of an array; its numbers. A list that also holds other things gives no samples: it is no series of measurements. */
    private Samples array(String path, Sink sink) throws IOException {
        Samples samples = Samples.NONE;
        boolean mixed = false;
        while (json.next() != JsonToken.END_ARRAY) {
            switch (json.token()) {
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                    double number = json.number();
                    if (!Double.isFinite(number)) {
                        throw json.error(
                                "METRIC_NOT_FINITE", "a sample of '" + Text.line(path, 80) + "' is no finite number");
                    }
                    samples = samples.add(number);
                }
                case START_OBJECT -> {
                    mixed = true;
                    element(path, sink);
                }
                default -> {
                    mixed = true;
                    json.skip();
                }
            }
        }
        return mixed ? Samples.NONE : samples;
    }

    private void element(String path, Sink sink) throws IOException {
        Map<String, Measured> held = new LinkedHashMap<>();
        String[] names = new String[NAMING.size()];
        object(ELEMENT, names, (inner, value, samples) -> {
            if (held.size() == HELD) {
                throw json.error("REPORT_TOO_LARGE", "an object of a list holds more than " + HELD + " numbers");
            }
            held.put(inner, Measured.of(value, samples));
        });
        String name = Arrays.stream(names)
                .filter(text -> text != null && !text.isBlank())
                .findFirst()
                .orElse(null);
        if (name == null) {
            return;
        }
        String under = path.isEmpty() ? name : path + "." + name;
        for (Map.Entry<String, Measured> number : held.entrySet()) {
            Measured measured = number.getValue();
            sink.put(under + number.getKey().substring(ELEMENT.length()), measured.sum(), measured.samples());
        }
    }
}
