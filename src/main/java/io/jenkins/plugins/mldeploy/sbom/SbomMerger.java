package io.jenkins.plugins.mldeploy.sbom;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes one CycloneDX 1.6 document for the application. Each input was {@linkplain Survey surveyed} before; here its sections are read once more, one after the
 * other, and written as they come. Nothing but the heads of the inputs is held.
 */
final class SbomMerger {
    /** Reference of the application within the document. */
    static final String APPLICATION = "application";

    private static final ObjectWriter WRITER =
            StrictJson.mapper().writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

    /** An input and what its survey found. */
    record Part(MergeRequest.Input input, BomFile file, Survey survey, Transplant transplant) {
        Part(MergeRequest.Input input, BomFile file, Survey survey) {
            this(input, file, survey, new Transplant(input.target().key()));
        }
    }

    private final MergeRequest request;
    private final List<Part> parts;
    private final Map<String, String> promptHashes;
    private final Map<Part, ObjectNode> roots = new LinkedHashMap<>();
    private JsonGenerator json;

    /** @param promptHashes SHA-256 of each prompt file */
    SbomMerger(MergeRequest request, List<Part> parts, Map<String, String> promptHashes) {
        this.request = request;
        this.parts = parts;
        this.promptHashes = promptHashes;
        parts.forEach(part -> roots.put(part, root(part)));
    }

    void write(OutputStream out, String serialNumber, String timestamp) throws IOException {
        try (JsonGenerator generator = StrictJson.factory().createGenerator(out, JsonEncoding.UTF8)) {
            generator.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
            json = generator;
            json.writeStartObject();
            json.writeStringField("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
            json.writeStringField("bomFormat", "CycloneDX");
            json.writeStringField("specVersion", "1.6");
            json.writeStringField("serialNumber", serialNumber);
            json.writeNumberField("version", 1);
            json.writeFieldName("metadata");
            node(metadata(timestamp));
            components();
            services();
            dependencies();
            copied("compositions");
            copied("vulnerabilities");
            json.writeEndObject();
        }
    }

    private ObjectNode metadata(String timestamp) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode().put("timestamp", timestamp);
        Set<ObjectNode> tools = new LinkedHashSet<>();
        tools.add(
                JsonNodeFactory.instance.objectNode().put("type", "application").put("name", "ml-deployment-pipeline"));
        parts.forEach(part -> tools.addAll(Tools.of(part.survey().metadata().path("tools"), part.transplant())));
        metadata.putObject("tools").putArray("components").addAll(tools);
        ObjectNode application = metadata.putObject("component")
                .put("type", "application")
                .put("bom-ref", APPLICATION)
                .put("name", request.application());
        application.put("version", request.version());
        return metadata;
    }

    /** The component that stands for a target: what the input says about itself, completed. */
    private static ObjectNode root(Part part) {
        Target target = part.input().target();
        ObjectNode root = part.transplant().component(part.survey().root());
        if (!root.has("bom-ref")) {
            root.put("bom-ref", target.key());
        }
        String type = root.path("type").asText();
        boolean scannedDirectory = part.input().generated() && target.kind() == Target.Kind.DIR;
        if (type.isEmpty() || scannedDirectory && type.equals("file")) {
            root.put("type", target.kind() == Target.Kind.IMAGE ? "container" : "application");
        }
        if (scannedDirectory || root.path("name").asText().isEmpty()) {
            root.put("name", target.key());
        }
        ArrayNode properties = root.get("properties") instanceof ArrayNode given ? given : root.putArray("properties");
        if (part.survey().metadata().get("properties") instanceof ArrayNode more) {
            properties.addAll(more);
        }
        properties.addObject().put("name", "mldeploy:target").put("value", target.display());
        return root;
    }

    private void components() throws IOException {
        json.writeArrayFieldStart("components");
        for (Part part : parts) {
            if (request.mode() == MergeRequest.Mode.FLAT) {
                node(roots.get(part));
                nested(part);
            } else {
                json.writeStartObject();
                fields(roots.get(part));
                if (part.survey().components() > 0) {
                    json.writeArrayFieldStart("components");
                    nested(part);
                    json.writeEndArray();
                }
                json.writeEndObject();
            }
        }
        Set<String> prompts = new LinkedHashSet<>();
        for (Model model : request.models()) {
            node(model.component());
            if (model.prompt() != null && prompts.add(model.prompt())) {
                node(model.promptComponent(promptHashes.get(model.prompt())));
            }
        }
        json.writeEndArray();
    }

    private void nested(Part part) throws IOException {
        BomFile.Components sink = request.mode() == MergeRequest.Mode.FLAT ? new Flat(part) : new Nested(part);
        if (part.survey().nestedInRoot()) {
            part.file().components(true, sink);
        }
        if (part.survey().has("components")) {
            part.file().components(false, sink);
        }
    }

    /** Writes each component with those nested in it. */
    private final class Nested implements BomFile.Components {
        private final Part part;

        private Nested(Part part) {
            this.part = part;
        }

        @Override
        public void begin() throws IOException {
            json.writeStartObject();
        }

        @Override
        public void beginNested() throws IOException {
            json.writeArrayFieldStart("components");
        }

        @Override
        public void endNested() throws IOException {
            json.writeEndArray();
        }

        @Override
        public void end(ObjectNode own, Deque<String> ancestors, BomParser at) throws IOException {
            fields(part.transplant().component(own));
            json.writeEndObject();
        }
    }

    /** Writes all components on one level. */
    private final class Flat implements BomFile.Components {
        private final Part part;

        private Flat(Part part) {
            this.part = part;
        }

        @Override
        public void end(ObjectNode own, Deque<String> ancestors, BomParser at) throws IOException {
            node(part.transplant().component(own));
        }
    }

    private void services() throws IOException {
        json.writeArrayFieldStart("services");
        for (Part part : parts) {
            copy(part, "services");
        }
        Set<String> providers = new LinkedHashSet<>();
        for (Model model : request.models()) {
            if (model.provider() != null && providers.add(model.provider())) {
                node(model.service());
            }
        }
        json.writeEndArray();
    }

    private void copied(String section) throws IOException {
        if (parts.stream().anyMatch(part -> part.survey().has(section))) {
            json.writeArrayFieldStart(section);
            for (Part part : parts) {
                copy(part, section);
            }
            json.writeEndArray();
        }
    }

    private void copy(Part part, String section) throws IOException {
        if (part.survey().has(section)) {
            part.file().field(section, parser -> {
                while (parser.required() != JsonToken.END_ARRAY) {
                    node(part.transplant().referable((ObjectNode) parser.tree()));
                }
            });
        }
    }

    private void dependencies() throws IOException {
        json.writeArrayFieldStart("dependencies");
        EdgeWriter edges = new EdgeWriter(json);
        edges.edge(APPLICATION, null, null);
        for (Part part : parts) {
            edges.edge(APPLICATION, "dependsOn", roots.get(part).get("bom-ref").asText());
        }
        for (Model model : request.models()) {
            edges.edge(APPLICATION, "dependsOn", model.ref());
        }
        for (Part part : parts) {
            graph(part, edges);
        }
        Set<String> leaves = new LinkedHashSet<>();
        for (Model model : request.models()) {
            edges.edge(model.ref(), null, null);
            if (model.provider() != null) {
                edges.edge(model.ref(), "dependsOn", model.serviceRef());
                leaves.add(model.serviceRef());
            }
            if (model.prompt() != null) {
                edges.edge(model.ref(), "dependsOn", model.promptRef());
                leaves.add(model.promptRef());
            }
        }
        for (String leaf : leaves) {
            edges.edge(leaf, null, null);
        }
        edges.end();
        json.writeEndArray();
    }

    /** The graph of a target as it is; in FLAT mode the target also depends on whatever nothing else in it depends on, so that it is not lost who holds it. */
    private void graph(Part part, EdgeWriter edges) throws IOException {
        String root = roots.get(part).get("bom-ref").asText();
        boolean[] written = new boolean[1];
        if (part.survey().has("dependencies")) {
            part.file().field("dependencies", parser -> {
                String[] current = new String[1];
                Dependencies.each(parser, (ref, kind, target) -> {
                    String moved = part.transplant().ref(ref);
                    if (target == null && root.equals(current[0])) {
                        held(part, root, edges);
                    }
                    current[0] = moved;
                    written[0] |= moved.equals(root);
                    edges.edge(
                            moved,
                            kind,
                            target == null ? null : part.transplant().ref(target));
                });
                if (root.equals(current[0])) {
                    held(part, root, edges);
                }
            });
        }
        if (!written[0]) {
            edges.edge(root, null, null);
            held(part, root, edges);
        }
    }

    private void held(Part part, String root, EdgeWriter edges) throws IOException {
        if (request.mode() == MergeRequest.Mode.FLAT) {
            part.file().components((own, ancestors, at) -> {
                String ref = own.path("bom-ref").asText();
                if (!ref.isEmpty() && !part.survey().isDependedOn(ref)) {
                    edges.edge(root, "dependsOn", part.transplant().ref(ref));
                }
            });
        }
    }

    private void node(JsonNode node) throws IOException {
        WRITER.writeValue(json, node);
    }

    private void fields(ObjectNode node) throws IOException {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            json.writeFieldName(field.getKey());
            node(field.getValue());
        }
    }

    /** What was left out of the inputs, for the log. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (Part part : parts) {
            List<String> left = new ArrayList<>(part.survey().leftOut());
            part.transplant().dropped().forEach((field, count) -> left.add("component." + field + " ×" + count));
            if (!left.isEmpty()) {
                notes.add("left out of " + part.input().target().key() + ": " + String.join(", ", left));
            }
        }
        return notes;
    }
}
