package io.jenkins.plugins.mldeploy.gate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Names, versions and licences of the components of a stored CycloneDX document (JSON, 1.4 to 1.6), read as a stream: enough to say what differs. Versions of one name are kept together, because a
 * document may hold several.
 *
 * @param components name to versions
 * @param licences name to licences
 */
record ComponentList(Map<String, Set<String>> components, Map<String, Set<String>> licences) {
    private static final int MOST = 200_000;

    static ComponentList read(InputStream in, String name) throws IOException {
        ComponentList list = new ComponentList(new TreeMap<>(), new TreeMap<>());
        try (JsonParser parser = StrictJson.parser(in, name)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException(name + " is no CycloneDX document");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean components = parser.currentName().equals("components");
                parser.nextToken();
                if (components) {
                    list.components(parser);
                } else {
                    parser.skipChildren();
                }
            }
            expect(parser, parser.currentToken() == JsonToken.END_OBJECT);
        }
        return list;
    }

    private void components(JsonParser parser) throws IOException {
        expect(parser, parser.currentToken() == JsonToken.START_ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser, parser.currentToken() == JsonToken.START_OBJECT);
            component(parser);
            if (components.size() > MOST) {
                throw new IOException("more than " + MOST + " components");
            }
        }
    }

    /** What is not understood must not look like a document with fewer components. */
    private static void expect(JsonParser parser, boolean right) throws IOException {
        if (!right) {
            throw new IOException("not the components of a CycloneDX document at line "
                    + parser.currentLocation().getLineNr() + ", column "
                    + parser.currentLocation().getColumnNr());
        }
    }

    private void component(JsonParser parser) throws IOException {
        String group = null;
        String name = null;
        String version = "";
        Set<String> own = new TreeSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "group" -> group = parser.getValueAsString();
                case "name" -> name = parser.getValueAsString();
                case "version" -> version = parser.getValueAsString("");
                case "licenses" -> licences(parser, own);
                case "components" -> components(parser);
                default -> parser.skipChildren();
            }
        }
        if (name != null) {
            String whole = group == null || group.isBlank() ? name : group + "/" + name;
            components.computeIfAbsent(whole, none -> new TreeSet<>()).add(version);
            licences.computeIfAbsent(whole, none -> new TreeSet<>()).addAll(own);
        }
    }

    /** {@code id}, {@code name} and {@code expression}, at whatever depth the version of the format puts them. */
    private static void licences(JsonParser parser, Set<String> own) throws IOException {
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            if (token == JsonToken.START_ARRAY || token == JsonToken.START_OBJECT) {
                depth++;
            } else if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
                depth--;
            } else if (token == JsonToken.VALUE_STRING
                    && Set.of("id", "name", "expression").contains(String.valueOf(parser.currentName()))
                    && own.size() < 20) {
                own.add(parser.getText());
            }
        } while (depth > 0 && parser.nextToken() != null);
    }
}
