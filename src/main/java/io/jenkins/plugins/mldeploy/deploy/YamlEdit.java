package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** Changes a few fields of an object's document; whatever it does not touch keeps its type and its style. Only for documents that {@link YamlDocuments} has read before. */
final class YamlEdit {
    private final MappingNode root;

    private YamlEdit(MappingNode root) {
        this.root = root;
    }

    static YamlEdit of(KubeObject object) throws UnreadableReport {
        try {
            Node node = yaml().compose(new StringReader(object.text()));
            if (node instanceof MappingNode map) {
                return new YamlEdit(map);
            }
        } catch (YAMLException e) {
            // Said below; it was read before, so this is a defect of one of the two readers.
        }
        throw new UnreadableReport("MANIFEST_MALFORMED", object.id(), "can't be changed for the strategy");
    }

    /** Sets a text, quoted; makes the maps on the way. */
    YamlEdit text(String value, String... path) {
        return put(new ScalarNode(Tag.STR, value, null, null, DumperOptions.ScalarStyle.DOUBLE_QUOTED), path);
    }

    /** Sets a whole number, or a text when it is none, as Kubernetes' IntOrString. */
    YamlEdit number(String value, String... path) {
        return value.matches("\\d{1,9}")
                ? put(new ScalarNode(Tag.INT, value, null, null, DumperOptions.ScalarStyle.PLAIN), path)
                : text(value, path);
    }

    YamlEdit texts(Map<String, String> values, String... path) {
        values.forEach((name, value) -> {
            String[] whole = java.util.Arrays.copyOf(path, path.length + 1);
            whole[path.length] = name;
            text(value, whole);
        });
        return this;
    }

    YamlEdit remove(String... path) {
        MappingNode at = root;
        for (int i = 0; i < path.length - 1; i++) {
            if (!(value(at, path[i]) instanceof MappingNode next)) {
                return this;
            }
            at = next;
        }
        String last = path[path.length - 1];
        List<NodeTuple> left = new ArrayList<>(at.getValue());
        left.removeIf(tuple -> isNamed(tuple, last));
        at.setValue(left);
        return this;
    }

    /** A node read from YAML text, which this class's callers write themselves. */
    YamlEdit yaml(String text, String... path) {
        return put(yaml().compose(new StringReader(text)), path);
    }

    /** Adds an element to a list, which is made when it is not there. */
    YamlEdit add(String text, String path) {
        Node element = yaml().compose(new StringReader(text));
        if (value(root, path) instanceof SequenceNode list) {
            List<Node> all = new ArrayList<>(list.getValue());
            all.add(element);
            replace(root, path, new SequenceNode(Tag.SEQ, all, DumperOptions.FlowStyle.BLOCK));
        } else {
            List<Node> one = new ArrayList<>(List.of(element));
            replace(root, path, new SequenceNode(Tag.SEQ, one, DumperOptions.FlowStyle.BLOCK));
        }
        return this;
    }

    /** Each element of a list that is a map. */
    List<YamlEdit> elements(String... path) {
        Node at = root;
        for (String name : path) {
            at = at instanceof MappingNode map ? value(map, name) : null;
        }
        List<YamlEdit> elements = new ArrayList<>();
        if (at instanceof SequenceNode list) {
            for (Node node : list.getValue()) {
                if (node instanceof MappingNode map) {
                    elements.add(new YamlEdit(map));
                }
            }
        }
        return elements;
    }

    private YamlEdit put(Node value, String... path) {
        MappingNode at = root;
        for (int i = 0; i < path.length - 1; i++) {
            if (value(at, path[i]) instanceof MappingNode next) {
                at = next;
            } else {
                MappingNode made = new MappingNode(Tag.MAP, new ArrayList<>(), DumperOptions.FlowStyle.BLOCK);
                replace(at, path[i], made);
                at = made;
            }
        }
        replace(at, path[path.length - 1], value);
        return this;
    }

    private static void replace(MappingNode map, String name, Node value) {
        List<NodeTuple> tuples = new ArrayList<>(map.getValue());
        tuples.removeIf(tuple -> isNamed(tuple, name));
        tuples.add(new NodeTuple(new ScalarNode(Tag.STR, name, null, null, DumperOptions.ScalarStyle.PLAIN), value));
        map.setValue(tuples);
    }

    private static Node value(MappingNode map, String name) {
        return map.getValue().stream()
                .filter(tuple -> isNamed(tuple, name))
                .map(NodeTuple::getValueNode)
                .findFirst()
                .orElse(null);
    }

    private static boolean isNamed(NodeTuple tuple, String name) {
        return tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name);
    }

    /** The object as it is now. */
    KubeObject object() throws UnreadableReport {
        StringWriter text = new StringWriter();
        try {
            yaml().serialize(root, text);
        } catch (YAMLException e) {
            throw new UncheckedIOException(new IOException("an object can't be written again", e));
        }
        return KubeObject.list("the strategy's manifest", text.toString()).get(0);
    }

    private static Yaml yaml() {
        DumperOptions style = new DumperOptions();
        style.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        style.setSplitLines(false);
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(2 << 20);
        limits.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(limits), new Representer(style), style, limits);
    }
}
