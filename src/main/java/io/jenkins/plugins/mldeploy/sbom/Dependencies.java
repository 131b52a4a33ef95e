package io.jenkins.plugins.mldeploy.sbom;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the list {@code dependencies} of a CycloneDX document edge by edge: an entry may have a million of them. */
final class Dependencies {
    private Dependencies() {}

    /** Takes the graph. */
    @FunctionalInterface
    interface Edges {
        /**
         * @param ref who depends
         * @param kind {@code dependsOn} or {@code provides}; null for the entry itself
         * @param target on what; null for the entry itself, which comes before its edges
         */
        void edge(String ref, String kind, String target) throws IOException;
    }

    /** The parser stands on the list. */
    static void each(BomParser parser, Edges edges) throws IOException {
        parser.expect(JsonToken.START_ARRAY, "dependencies");
        while (parser.required() != JsonToken.END_ARRAY) {
            entry(parser, edges);
        }
    }

    private static void entry(BomParser parser, Edges edges) throws IOException {
        parser.expect(JsonToken.START_OBJECT, "a dependency");
        String ref = null;
        // Only when the edges come before the ref they must wait for it; every tool writes the ref first.
        List<String[]> waiting = new ArrayList<>();
        while (parser.required() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            parser.required();
            switch (field) {
                case "ref" -> {
                    ref = parser.textOf("dependencies.ref");
                    edges.edge(ref, null, null);
                }
                case "dependsOn", "provides" -> {
                    parser.expect(JsonToken.START_ARRAY, field);
                    while (parser.required() != JsonToken.END_ARRAY) {
                        String target = parser.textOf("an element of " + field);
                        if (ref != null) {
                            edges.edge(ref, field, target);
                        } else if (waiting.size() < 10_000) {
                            waiting.add(new String[] {field, target});
                        } else {
                            throw parser.error(
                                    "REPORT_TOO_LARGE",
                                    "more than 10,000 edges come before the ref that they belong to");
                        }
                    }
                }
                default ->
                    throw parser.error(
                            "SBOM_INVALID",
                            "a dependency has the field '" + Survey.shortened(field)
                                    + "', which CycloneDX does not know");
            }
        }
        if (ref == null) {
            throw parser.error("SBOM_INVALID", "a dependency has no ref");
        }
        for (String[] edge : waiting) {
            edges.edge(ref, edge[0], edge[1]);
        }
    }
}
