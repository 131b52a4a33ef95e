package io.jenkins.plugins.mldeploy.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the details of a record, which a step of any version may have written: what has not the expected form is absent. */
final class Details {
    private Details() {}

    /** Null when it is absent. */
    static String text(Object value) {
        return value == null ? null : value.toString();
    }

    static List<String> texts(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    static List<Map<?, ?>> maps(Object value) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(element -> {
                if (element instanceof Map<?, ?> map) {
                    maps.add(map);
                }
            });
        }
        return maps;
    }
}
