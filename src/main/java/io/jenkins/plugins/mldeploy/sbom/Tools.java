package io.jenkins.plugins.mldeploy.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The programs that wrote an input: components since CycloneDX 1.5, a list of vendor, name and version before. */
final class Tools {
    private Tools() {}

    static List<ObjectNode> of(JsonNode tools, Transplant transplant) {
        List<ObjectNode> components = new ArrayList<>();
        for (JsonNode tool : tools.isArray() ? tools : tools.path("components")) {
            if (tool instanceof ObjectNode object) {
                components.add(tools.isArray() ? legacy(object) : component(object, transplant));
            }
        }
        return components;
    }

    private static ObjectNode component(ObjectNode tool, Transplant transplant) {
        String ref = tool.path("bom-ref").asText();
        tool.remove("bom-ref");
        tool.remove("components");
        transplant.component(tool);
        if (!ref.isEmpty()) {
            tool.put("bom-ref", transplant.toolRef(ref));
        }
        return tool;
    }

    private static ObjectNode legacy(ObjectNode tool) {
        ObjectNode component = JsonNodeFactory.instance.objectNode().put("type", "application");
        component.put("name", tool.path("name").asText("unknown"));
        for (String field : List.of("version", "hashes", "externalReferences")) {
            if (tool.has(field)) {
                component.set(field, tool.get(field));
            }
        }
        if (tool.has("vendor")) {
            component.set("publisher", tool.get("vendor"));
        }
        return component;
    }
}
