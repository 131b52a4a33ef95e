package io.jenkins.plugins.mldeploy.sbom;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.util.List;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;

/**
 * Checks a document against the CycloneDX 1.6 JSON schema piece by piece: components in small batches, each without those nested in it, so that neither size nor
 * depth of the document matters. The dependency graph is not handed to the schema; {@link Dependencies} demands what the schema says of it.
 */
final class SchemaCheck {
    private static final int BATCH = 100;
    private static final Schema SCHEMA = load();

    private final String name;
    private ObjectNode batch = empty();
    private int size;

    private SchemaCheck(String name) {
        this.name = name;
    }

    /** @throws UnreadableReport with code {@code SBOM_SCHEMA}, naming the first violation */
    static void check(BomFile file) throws IOException {
        SchemaCheck check = new SchemaCheck(file.name());
        ObjectNode head = JsonNodeFactory.instance.objectNode();
        file.fields((field, parser) -> {
            switch (field) {
                case "components" -> BomFile.components(parser, (own, ancestors, at) -> check.add("components", own));
                case "services", "compositions", "vulnerabilities" -> {
                    while (parser.required() != JsonToken.END_ARRAY) {
                        check.add(field, (ObjectNode) parser.tree());
                    }
                }
                case "dependencies" -> parser.skipChildren();
                default -> head.set(field, parser.tree());
            }
        });
        check.flush();
        check.validate(head);
    }

    private void add(String section, ObjectNode piece) throws UnreadableReport {
        batch.withArray("/" + section).add(piece);
        if (++size == BATCH) {
            flush();
        }
    }

    private void flush() throws UnreadableReport {
        if (size > 0) {
            validate(batch);
            batch = empty();
            size = 0;
        }
    }

    private void validate(ObjectNode document) throws UnreadableReport {
        List<Error> errors = SCHEMA.validate(document);
        if (!errors.isEmpty()) {
            Error first = errors.get(0);
            String at = first.getInstanceLocation().toString();
            throw new UnreadableReport(
                    "SBOM_SCHEMA",
                    name,
                    "not valid CycloneDX 1.6 at " + Survey.shortened(at) + named(document, at) + ": "
                            + Survey.shortened(first.getMessage())
                            + "; the input that it comes from is wrong (validate: false writes it nevertheless)");
        }
    }

    private static String named(ObjectNode document, String at) {
        String[] steps = at.split("/");
        String pointer = steps.length > 2 ? "/" + steps[1] + "/" + steps[2] : "";
        String called =
                pointer.isEmpty() ? "" : document.at(pointer).path("name").asText("");
        return called.isEmpty() ? "" : " (" + Survey.shortened(called) + ")";
    }

    private static ObjectNode empty() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("bomFormat", "CycloneDX")
                .put("specVersion", "1.6");
    }

    private static Schema load() {
        try {
            return new JsonParser().getJsonSchema(Version.VERSION_16, StrictJson.mapper());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the schema of cyclonedx-core-java", e);
        }
    }
}
