package io.jenkins.plugins.mldeploy.sbom;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A CycloneDX JSON document that can be read several times, a section at a time, in constant memory.
 *
 * @param source opens it
 * @param name as the user knows it, for errors
 */
record BomFile(Source source, String name) {
    /** Opens the document anew. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    /** Takes the value of a field; the parser stands on its first token and must be on its last one afterwards. */
    @FunctionalInterface
    interface Section {
        void read(BomParser parser) throws IOException;
    }

    /**
     * Takes components in the order in which they end, so that a component comes after those nested in it. {@code own} is the component without its nested
     * ones.
     */
    interface Components {
        /** A component begins. */
        default void begin() throws IOException {}

        /** The list of its nested components begins. */
        default void beginNested() throws IOException {}

        /** The list of its nested components ends. */
        default void endNested() throws IOException {}

        /** @param ancestors names of the components around it, outermost first; "?" where the name comes later in the file */
        void end(ObjectNode own, Deque<String> ancestors, BomParser at) throws IOException;
    }

    /** Hands every field of the document to {@code section}, which skips what it does not want. */
    void fields(FieldReader section) throws IOException {
        try (InputStream in = source.open();
                BomParser parser = BomParser.open(in, name)) {
            if (parser.nextToken() == null) {
                throw parser.error("REPORT_EMPTY", "the file holds nothing; did the tool that writes it fail?");
            }
            parser.expect(JsonToken.START_OBJECT, "a CycloneDX document");
            while (parser.required() != JsonToken.END_OBJECT) {
                String field = parser.currentName();
                parser.required();
                section.read(field, parser);
            }
            if (parser.nextToken() != null) {
                throw parser.error("REPORT_MALFORMED", "there is more after the end of the document");
            }
        }
    }

    /** A field of the document. */
    @FunctionalInterface
    interface FieldReader {
        void read(String field, BomParser parser) throws IOException;
    }

    /** Hands one field of the document on, and skips the others. */
    void field(String wanted, Section section) throws IOException {
        fields((field, parser) -> {
            if (field.equals(wanted)) {
                section.read(parser);
            } else {
                parser.skipChildren();
            }
        });
    }

    /** All components of the document, also those that lie below {@code metadata.component}, but not that one itself. */
    void components(Components sink) throws IOException {
        fields((field, parser) -> {
            switch (field) {
                case "metadata" -> metadata(parser, sink);
                case "components" -> components(parser, sink);
                default -> parser.skipChildren();
            }
        });
    }

    /** The components below {@code metadata.component} alone, or those of the document alone. */
    void components(boolean belowRoot, Components sink) throws IOException {
        field(belowRoot ? "metadata" : "components", parser -> {
            if (belowRoot) {
                metadata(parser, sink);
            } else {
                components(parser, sink);
            }
        });
    }

    private static void metadata(BomParser parser, Components sink) throws IOException {
        parser.expect(JsonToken.START_OBJECT, "metadata");
        while (parser.required() != JsonToken.END_OBJECT) {
            boolean root = parser.currentName().equals("component");
            parser.required();
            if (!root) {
                parser.skipChildren();
                continue;
            }
            parser.expect(JsonToken.START_OBJECT, "metadata.component");
            while (parser.required() != JsonToken.END_OBJECT) {
                boolean nested = parser.currentName().equals("components");
                parser.required();
                if (nested) {
                    components(parser, sink);
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    /** The list of components that the parser stands on. */
    static void components(BomParser parser, Components sink) throws IOException {
        list(parser, sink, new ArrayDeque<>());
    }

    private static void list(BomParser parser, Components sink, Deque<String> ancestors) throws IOException {
        parser.expect(JsonToken.START_ARRAY, "components");
        while (parser.required() != JsonToken.END_ARRAY) {
            one(parser, sink, ancestors);
        }
    }

    private static void one(BomParser parser, Components sink, Deque<String> ancestors) throws IOException {
        parser.expect(JsonToken.START_OBJECT, "a component");
        sink.begin();
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        while (parser.required() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            parser.required();
            if (field.equals("components")) {
                ancestors.addLast(own.path("name").asText("?"));
                sink.beginNested();
                list(parser, sink, ancestors);
                sink.endNested();
                ancestors.removeLast();
            } else {
                own.set(field, parser.tree());
            }
        }
        sink.end(own, ancestors, parser);
    }
}
