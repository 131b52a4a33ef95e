package io.jenkins.plugins.mldeploy.sbom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Moves pieces of one target's document into the merged one: every reference gets the target's name in front, and what CycloneDX 1.6 does not allow is
 * turned into what it does allow. Signatures go, because what they sign changes. BOM-Links ({@code urn:cdx:…}) stay.
 */
final class Transplant {
    private static final Set<String> COMPONENT_FIELDS = Set.of(
            ("type mime-type bom-ref supplier manufacturer authors author publisher group name version description scope hashes licenses copyright cpe purl"
                            + " omniborId swhid swid modified pedigree externalReferences evidence releaseNotes modelCard data cryptoProperties properties tags")
                    .split(" "));
    /** Fields whose text is a reference. */
    private static final Set<String> REFERENCES =
            Set.of("ref", "signatureAlgorithmRef", "subjectPublicKeyRef", "algorithmRef");
    /** Fields whose list of texts is a list of references. */
    private static final Set<String> REFERENCE_LISTS = Set.of(
            "assemblies",
            "dependencies",
            "vulnerabilities",
            "cryptoRefArray",
            "algorithms",
            "encr",
            "prf",
            "integ",
            "ke",
            "auth");

    private final String target;
    private final Map<String, Long> dropped = new TreeMap<>();

    /** @param target its name within the merged document */
    Transplant(String target) {
        this.target = target;
    }

    /** A reference of the target's document, as the merged document calls it. */
    String ref(String ref) {
        return ref.startsWith("urn:cdx:") ? ref : target + "/" + ref;
    }

    /** A tool has a place of its own, because some generators list themselves among the components as well. */
    String toolRef(String ref) {
        return "tool/" + target + "/" + ref;
    }

    /** Fields of components that were left out because CycloneDX 1.6 does not have them, with how often. */
    Map<String, Long> dropped() {
        return dropped;
    }

    /** Changes a component, without nested ones, in place. */
    ObjectNode component(ObjectNode component) {
        Iterator<String> names = component.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!COMPONENT_FIELDS.contains(name)) {
                names.remove();
                if (!name.equals("signature") && dropped.size() < 40) {
                    dropped.merge(Survey.shortened(name), 1L, Long::sum);
                }
            }
        }
        return referable(component);
    }

    /** Changes a service (with nested ones), composition or vulnerability in place. */
    ObjectNode referable(ObjectNode node) {
        inside("", node);
        return node;
    }

    private void inside(String field, JsonNode node) {
        if (node instanceof ObjectNode object) {
            JsonNode ref = object.get("bom-ref");
            if (ref != null && (field.isEmpty() || field.equals("services"))) {
                object.put("bom-ref", ref(ref.asText()));
            } else {
                // An inner element, such as a licence or a supplier: tools repeat them, and nothing that is merged
                // refers to them.
                object.remove("bom-ref");
            }
            object.remove("signature");
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                String name = entry.getKey();
                JsonNode value = entry.getValue();
                if (value.isTextual()) {
                    if (REFERENCES.contains(name)) {
                        entry.setValue(TextNode.valueOf(ref(value.asText())));
                    }
                } else if (value instanceof ArrayNode array) {
                    array(name, array);
                    if (name.equals("licenses")) {
                        entry.setValue(licenses(array));
                    }
                } else {
                    inside(name, value);
                }
            }
        }
    }

    private void array(String name, ArrayNode array) {
        for (int i = 0; i < array.size(); i++) {
            JsonNode element = array.get(i);
            if (element.isTextual()) {
                if (REFERENCE_LISTS.contains(name)) {
                    array.set(i, TextNode.valueOf(ref(element.asText())));
                } else if (name.equals("tools")) {
                    array.set(i, TextNode.valueOf(toolRef(element.asText())));
                }
            } else if (element instanceof ArrayNode inner) {
                array(name, inner);
            } else {
                inside(name, element);
            }
        }
    }

    /**
     * CycloneDX 1.4 allowed licences and expressions side by side, 1.6 allows one expression or licences. An expression among others becomes a licence of that name; so does
     * an id that the SPDX list does not have.
     */
    static ArrayNode licenses(ArrayNode choices) {
        if (choices.size() == 1 && choices.get(0).has("expression")) {
            return choices;
        }
        ArrayNode licenses = JsonNodeFactory.instance.arrayNode();
        for (JsonNode choice : choices) {
            ObjectNode license = choice.path("license").isObject()
                    ? (ObjectNode) choice.get("license")
                    : JsonNodeFactory.instance.objectNode();
            if (choice.has("expression")) {
                license.set("name", choice.get("expression"));
            }
            if (license.has("id")) {
                String id = license.get("id").asText();
                String canonical = SpdxExpression.KnownIds.canonical(id);
                license.remove("name");
                if (canonical != null) {
                    license.put("id", canonical);
                } else {
                    license.remove("id");
                    license.put("name", id);
                }
            }
            if (!license.isEmpty()) {
                licenses.addObject().set("license", license);
            }
        }
        return licenses;
    }
}
