package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An object of a manifest.
 *
 * @param text its document
 * @param tree the same as maps, lists and texts
 */
record KubeObject(String text, Map<?, ?> tree) {
    /** Kinds that bring traffic from outside to a Service: they belong to the named release alone. */
    static final Set<String> ROUTES =
            Set.of("Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute", "Route", "VirtualService");

    /**
     * The objects of a manifest, in order.
     *
     * @param source what printed it, for messages
     * @throws UnreadableReport when a part can't be understood
     */
    static List<KubeObject> list(String source, String manifest) throws UnreadableReport {
        List<KubeObject> objects = new ArrayList<>();
        for (YamlDocuments.Document document : YamlDocuments.split(source, manifest)) {
            Object root = document.load(source);
            if (root instanceof Map<?, ?> tree && tree.get("kind") instanceof String) {
                objects.add(new KubeObject(document.text(), tree));
            } else if (root != null) {
                throw new UnreadableReport(
                        "MANIFEST_MALFORMED",
                        source,
                        "the document at line " + document.line() + " is not a Kubernetes object: it has no kind");
            }
        }
        return objects;
    }

    /** One manifest again. */
    static String manifest(Collection<KubeObject> objects) {
        StringBuilder manifest = new StringBuilder();
        objects.forEach(
                object -> manifest.append("---\n").append(object.text().strip()).append('\n'));
        return manifest.toString();
    }

    /**
     * SHA-256 over what objects say, whatever their order, the order of their fields and their style: Helm 4 writes a manifest anew. What is empty counts as absent.
     */
    static String fingerprint(Collection<KubeObject> objects) {
        Sha256 hash = new Sha256();
        objects.stream()
                .map(object -> object.id() + "\n" + canonical(object.tree()))
                .sorted()
                .forEach(hash::add);
        return hash.hex();
    }

    private static Object canonical(Object node) {
        if (node instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((name, value) -> {
                Object canonical = canonical(value);
                if (canonical != null) {
                    sorted.put(String.valueOf(name), canonical);
                }
            });
            return sorted.isEmpty() ? null : sorted;
        }
        if (node instanceof Collection<?> list) {
            List<Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(String.valueOf(canonical(element))));
            return elements.isEmpty() ? null : elements;
        }
        return node == null ? null : "'" + node + "'";
    }

    String kind() {
        return String.valueOf(tree.get("kind"));
    }

    boolean is(String kind) {
        return kind().equals(kind);
    }

    String name() {
        return string("metadata", "name");
    }

    /** Null when it goes wherever the release goes. */
    String namespace() {
        return string("metadata", "namespace");
    }

    String id() {
        return kind() + " " + (namespace() == null ? "" : namespace() + "/") + name();
    }

    boolean isHook() {
        return at("metadata", "annotations") instanceof Map<?, ?> annotations
                && annotations.get("helm.sh/hook") != null;
    }

    /** Null when there is no text at that place. */
    String string(String... path) {
        return at(path) instanceof String text ? text : null;
    }

    /** The texts of a map at that place; empty when there is none. */
    Map<String, String> texts(String... path) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (at(path) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        }
        return texts;
    }

    /** Null when there is nothing. */
    Object at(String... path) {
        Object node = tree;
        for (String name : path) {
            node = node instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return node;
    }
}
