package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what {@code helm template} or {@code helm get manifest} printed (several YAML documents), and finds every image that it makes a cluster run: {@code
 * containers}, {@code initContainers} and {@code ephemeralContainers} wherever they are, in hooks and inside lists too, and image volumes. In a kind that is not
 * Kubernetes' own any {@code image} counts, because its operator may run it. What can't be understood is an error, never "no image".
 */
final class ManifestReader {
    private static final Set<String> CONTAINERS = Set.of("containers", "initContainers", "ephemeralContainers");
    private static final Set<String> SECRET = Set.of("Secret");

    private final String source;
    private final Set<String> images = new LinkedHashSet<>();
    private final Set<String> namespaces = new LinkedHashSet<>();
    private final StringBuilder shown = new StringBuilder();
    private int objects;

    private ManifestReader(String source) {
        this.source = source;
    }

    /**
     * The facts, and the text as people may see it.
     *
     * @param rendered the facts
     * @param text with the values of Secrets hidden
     */
    record Result(Rendered rendered, String text) {}

    /**
     * @param source what was run, for messages
     * @throws UnreadableReport when a part can't be understood, or there is no object at all
     */
    static Result read(String source, String manifest) throws UnreadableReport {
        ManifestReader reader = new ManifestReader(source);
        for (YamlDocuments.Document document : YamlDocuments.split(source, manifest)) {
            reader.document(document);
        }
        if (reader.objects == 0) {
            throw new UnreadableReport(
                    "MANIFEST_EMPTY",
                    source,
                    "the chart renders no object at all; is it the right chart, with the right values?");
        }
        List<KubeObject> all = KubeObject.list(source, manifest);
        Rendered rendered = new Rendered(
                List.copyOf(reader.images),
                List.copyOf(reader.namespaces),
                reader.objects,
                new Sha256().add(manifest).hex(),
                KubeObject.fingerprint(all),
                Shape.of(all).deployments().stream()
                        .mapToInt(Shape.Workload::replicas)
                        .sum(),
                null);
        return new Result(rendered, reader.shown.toString());
    }

    private void document(YamlDocuments.Document document) throws UnreadableReport {
        Object root = document.load(source);
        if (root == null) {
            return;
        }
        if (!(root instanceof Map<?, ?> object) || !(object.get("kind") instanceof String)) {
            throw unreadable("the document at line " + document.line() + " is not a Kubernetes object: it has no kind");
        }
        objects++;
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean[] secret = {false};
        visit(root, false, seen, secret);
        shown.append("---\n");
        shown.append(
                        secret[0]
                                ? YamlDocuments.withoutSecrets(object)
                                : document.text().strip())
                .append('\n');
    }

    private void visit(Object node, boolean builtIn, Set<Object> seen, boolean[] secret) throws UnreadableReport {
        if (node instanceof Collection<?> list) {
            if (seen.add(node)) {
                for (Object element : list) {
                    visit(element, builtIn, seen, secret);
                }
            }
            return;
        }
        if (!(node instanceof Map<?, ?> map) || !seen.add(node)) {
            return;
        }
        boolean own = builtIn;
        if (map.get("kind") instanceof String kind && map.get("apiVersion") instanceof String apiVersion) {
            own = isBuiltIn(apiVersion);
            secret[0] |= SECRET.contains(kind);
            if (map.get("metadata") instanceof Map<?, ?> metadata && metadata.get("namespace") instanceof String name) {
                namespaces.add(name);
            }
            if (apiVersion.equals("v1") && (kind.equals("ConfigMap") || kind.equals("Secret"))) {
                return;
            }
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw unreadable("a name in it is not a text: " + shortened(entry.getKey()));
            }
            if (CONTAINERS.contains(key) && entry.getValue() instanceof Collection<?> containers) {
                for (Object container : containers) {
                    container(key, container, own);
                }
            } else if (key.equals("volumes") && entry.getValue() instanceof Collection<?> volumes) {
                for (Object volume : volumes) {
                    if (volume instanceof Map<?, ?> with && with.get("image") instanceof Map<?, ?> image) {
                        add("volumes", image.get("reference"));
                    }
                }
            } else if (key.equals("image") && !own && entry.getValue() instanceof String image) {
                ImageReference.tryParse(image).ifPresent(reference -> images.add(image));
            }
            visit(entry.getValue(), own, seen, secret);
        }
    }

    private void container(String list, Object container, boolean builtIn) throws UnreadableReport {
        Object image = container instanceof Map<?, ?> map ? map.get("image") : null;
        if (image != null || builtIn) {
            add(list, image);
        }
    }

    private void add(String list, Object image) throws UnreadableReport {
        Optional<ImageReference> reference =
                image instanceof String text ? ImageReference.tryParse(text) : Optional.empty();
        if (reference.isEmpty()) {
            throw new UnreadableReport(
                    "MANIFEST_IMAGE_UNREADABLE",
                    source,
                    "an entry of " + list + " has "
                            + (image == null ? "no image" : "an image that is no reference: " + shortened(image))
                            + "; write registry/name:tag or registry/name@sha256:<64 hex>");
        }
        images.add((String) image);
    }

    private static boolean isBuiltIn(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        return slash < 0 ? apiVersion.equals("v1") : group.indexOf('.') < 0 || group.endsWith(".k8s.io");
    }

    private UnreadableReport unreadable(String what) {
        return new UnreadableReport("MANIFEST_MALFORMED", source, what);
    }

    static String shortened(Object value) {
        String text = String.valueOf(value).replaceAll("\\p{Cntrl}", " ");
        return "'" + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + "'";
    }

    /** The images of these that are not among {@code admitted}. */
    static List<String> beyond(Collection<String> images, Collection<String> admitted) {
        List<String> more = new ArrayList<>(images);
        more.removeAll(admitted);
        return more;
    }
}
