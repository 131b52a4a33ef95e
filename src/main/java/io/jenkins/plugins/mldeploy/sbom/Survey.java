package io.jenkins.plugins.mldeploy.sbom;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The first pass over a document: is it CycloneDX that can be merged, what is in it, and do its references hold? Keeps {@code metadata} without
 * nested components, counts, and 64 bits a reference.
 */
final class Survey {
    private static final Set<String> VERSIONS = Set.of("1.4", "1.5", "1.6", "1.7");
    /** What the merged document takes over. */
    static final Set<String> MERGED =
            Set.of("components", "services", "dependencies", "compositions", "vulnerabilities");

    private static final Set<String> HEAD =
            Set.of("$schema", "bomFormat", "specVersion", "serialNumber", "version", "metadata");
    private static final int NAMED = 5;

    /** Learns of every component. */
    @FunctionalInterface
    interface Listener {
        void component(ObjectNode own, Deque<String> ancestors);
    }

    private final BomFile file;
    private final Listener listener;
    private final RefSet declared = new RefSet();
    private final RefSet referenced = new RefSet();
    private final RefSet dependedOn = new RefSet();
    private final Set<String> sections = new LinkedHashSet<>();
    private final Set<String> leftOut = new LinkedHashSet<>();
    private final ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    private ObjectNode root = JsonNodeFactory.instance.objectNode();
    private boolean nestedInRoot;
    private String bomFormat;
    private String specVersion;
    private long components;
    private long packages;
    private long dependencies;

    private Survey(BomFile file, Listener listener) {
        this.file = file;
        this.listener = listener;
    }

    /**
     * Reads the document once.
     *
     * @throws UnreadableReport when it is not CycloneDX JSON of a version that is read, or its references are ambiguous
     */
    static Survey of(BomFile file, Listener listener) throws IOException {
        Survey survey = new Survey(file, listener);
        file.fields(survey::field);
        survey.checkFormat();
        return survey;
    }

    /** The component that the document is about, without those nested in it; empty when it does not say. */
    ObjectNode root() {
        return root;
    }

    /** True when that component has nested ones. */
    boolean nestedInRoot() {
        return nestedInRoot;
    }

    /** {@code metadata} without its component. */
    ObjectNode metadata() {
        return metadata;
    }

    String specVersion() {
        return specVersion;
    }

    boolean has(String section) {
        return sections.contains(section);
    }

    /** Sections of the document that a merged document can't take over. */
    Set<String> leftOut() {
        return leftOut;
    }

    /** Nested ones included. */
    long components() {
        return components;
    }

    /** Components that are not just files. */
    long packages() {
        return packages;
    }

    /** Edges of the dependency graph. */
    long dependencies() {
        return dependencies;
    }

    /** True when something in the document depends on it. */
    boolean isDependedOn(String ref) {
        return dependedOn.contains(ref);
    }

    /** The first few references of the graph that nothing declares; empty when all hold. */
    List<String> dangling() throws IOException {
        List<String> dangling = new ArrayList<>();
        if (!referenced.within(declared)) {
            file.field(
                    "dependencies",
                    parser -> Dependencies.each(parser, (ref, kind, target) -> {
                        String seen = target == null ? ref : target;
                        if (!declared.contains(seen) && dangling.size() < NAMED && !dangling.contains(seen)) {
                            dangling.add(seen);
                        }
                    }));
        }
        return dangling;
    }

    private void field(String field, BomParser parser) throws IOException {
        switch (field) {
            case "bomFormat" -> bomFormat = parser.textOf("bomFormat");
            case "specVersion" -> specVersion = parser.textOf("specVersion");
            case "spdxVersion", "@graph" ->
                throw parser.error(
                        "SBOM_FORMAT",
                        "this is SPDX, and only CycloneDX JSON is read; let the tool write cyclonedx-json");
            case "metadata" -> metadata(parser);
            case "components" -> {
                sections.add(field);
                BomFile.components(parser, this::component);
            }
            case "services", "compositions", "vulnerabilities" -> {
                sections.add(field);
                parser.expect(JsonToken.START_ARRAY, field);
                while (parser.required() != JsonToken.END_ARRAY) {
                    parser.expect(JsonToken.START_OBJECT, "an element of " + field);
                    declareService(parser.tree(), parser);
                }
            }
            case "dependencies" -> {
                sections.add(field);
                Dependencies.each(parser, (ref, kind, target) -> {
                    referenced.add(target == null ? ref : target);
                    if (target != null) {
                        dependedOn.add(target);
                    }
                    dependencies += target == null ? 0 : 1;
                });
            }
            default -> {
                if (!HEAD.contains(field)) {
                    leftOut.add(field.length() > 40 ? field.substring(0, 40) + "…" : field);
                    if (leftOut.size() > 40) {
                        throw parser.error("SBOM_INVALID", "too many fields that CycloneDX does not have");
                    }
                }
                parser.skipChildren();
            }
        }
    }

    private void metadata(BomParser parser) throws IOException {
        parser.expect(JsonToken.START_OBJECT, "metadata");
        while (parser.required() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.required();
            if (!name.equals("component")) {
                metadata.set(name, parser.tree());
                continue;
            }
            parser.expect(JsonToken.START_OBJECT, "metadata.component");
            while (parser.required() != JsonToken.END_OBJECT) {
                String field = parser.currentName();
                parser.required();
                if (field.equals("components")) {
                    nestedInRoot = true;
                    BomFile.components(parser, this::component);
                } else {
                    root.set(field, parser.tree());
                }
            }
            declare(root, parser);
        }
    }

    private void component(ObjectNode own, Deque<String> ancestors, BomParser at) throws IOException {
        if (!own.path("name").isTextual() || !own.path("type").isTextual()) {
            throw at.error("SBOM_INVALID", "a component has no name or no type; both are required by CycloneDX");
        }
        components++;
        packages += own.path("type").asText().equals("file") ? 0 : 1;
        declare(own, at);
        listener.component(own, ancestors);
    }

    private void declareService(JsonNode service, BomParser at) throws IOException {
        declare(service, at);
        for (JsonNode nested : service.path("services")) {
            declareService(nested, at);
        }
    }

    private void declare(JsonNode referable, BomParser at) throws UnreadableReport {
        JsonNode ref = referable.get("bom-ref");
        if (ref == null) {
            return;
        }
        if (!ref.isTextual() || ref.asText().isEmpty()) {
            throw at.error("SBOM_INVALID", "a bom-ref must be a string that is not empty");
        }
        if (!declared.add(ref.asText())) {
            throw at.error(
                    "SBOM_DUPLICATE_REF",
                    "bom-ref '" + shortened(ref.asText())
                            + "' occurs twice, so its dependencies are ambiguous; report it to the maker of the tool that wrote this");
        }
    }

    private void checkFormat() throws UnreadableReport {
        if (!"CycloneDX".equals(bomFormat)) {
            throw new UnreadableReport(
                    "SBOM_FORMAT",
                    file.name(),
                    "this is not a CycloneDX document: bomFormat is "
                            + (bomFormat == null ? "absent" : "'" + shortened(bomFormat) + "'"));
        }
        if (specVersion == null || !VERSIONS.contains(specVersion)) {
            throw new UnreadableReport(
                    "SBOM_VERSION",
                    file.name(),
                    "CycloneDX " + (specVersion == null ? "without specVersion" : shortened(specVersion))
                            + " is not read; let the tool write 1.6 (1.4 to 1.7 are understood)");
        }
    }

    static String shortened(String text) {
        return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }
}
