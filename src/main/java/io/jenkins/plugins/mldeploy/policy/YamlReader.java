package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.verdict.Durations;
import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads the nodes of one YAML document (1.1, as SnakeYAML understands it) by an expected shape, and gathers every mistake with its place. Only nodes are composed:
 * no tag ever makes an object. Aliases are few, the nesting is shallow.
 */
final class YamlReader {
    private final String file;
    private final Set<Problem> problems = new LinkedHashSet<>();

    private record Problem(int line, int column, String text) {}

    YamlReader(String file) {
        this.file = file;
    }

    /** The mistakes so far, in the order of the file. */
    List<String> problems() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .map(problem -> problem.line() == 0
                        ? file + ": " + problem.text()
                        : "%s:%d:%d: %s".formatted(file, problem.line(), problem.column(), problem.text()))
                .toList();
    }

    /** The one document, empty when there is none or it can't be read; then a problem says so. */
    Optional<Node> document(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(20);
        options.setNestingDepthLimit(20);
        options.setAllowRecursiveKeys(false);
        options.setCodePointLimit(text.length() + 1);
        try {
            Composer composer = new Composer(
                    new ParserImpl(new StreamReader(new StringReader(text)), options), new Resolver(), options);
            Node node = composer.getSingleNode();
            if (node == null) {
                problems.add(new Problem(1, 1, "the file is empty; it needs 'environments:'"));
            }
            return Optional.ofNullable(node);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            problem(mark, "not valid YAML: " + e.getProblem());
        } catch (YAMLException e) {
            problems.add(new Problem(
                    0,
                    0,
                    "not valid YAML: " + e.getMessage().lines().findFirst().orElse("")));
        }
        return Optional.empty();
    }

    void problem(Node at, String what) {
        problem(at.getStartMark(), what);
    }

    /** A problem inside a text, whose own lines and columns begin at 1; of a text over several lines only the line is certain. */
    void problemWithin(Node at, int line, int column, String what) {
        Mark mark = at.getStartMark();
        boolean block = at instanceof ScalarNode scalar
                && (scalar.getScalarStyle() == DumperOptions.ScalarStyle.LITERAL
                        || scalar.getScalarStyle() == DumperOptions.ScalarStyle.FOLDED);
        boolean quoted = at instanceof ScalarNode scalar && !block && !scalar.isPlain();
        int shift = block ? line : line - 1;
        int first = block || line > 1 ? 0 : mark.getColumn() + (quoted ? 1 : 0);
        problems.add(new Problem(mark.getLine() + 1 + shift, first + column, what));
    }

    private void problem(Mark mark, String what) {
        problems.add(
                mark == null ? new Problem(0, 0, what) : new Problem(mark.getLine() + 1, mark.getColumn() + 1, what));
    }

    /** A mapping with no other than these keys, each once. */
    Fields fields(String what, Node node, List<String> known) {
        Map<String, Node> values = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            problem(node, what + " must be a mapping of " + String.join(", ", known) + ", not " + kind(node));
            return new Fields(what, node, values, false);
        }
        for (NodeTuple tuple : mapping.getValue()) {
            Node keyNode = tuple.getKeyNode();
            String key = keyNode instanceof ScalarNode scalar ? scalar.getValue() : null;
            if (key == null || !known.contains(key)) {
                problem(
                        keyNode,
                        "unknown key '" + shown(key == null ? kind(keyNode) : key) + "' of " + what
                                + ("<<".equals(key)
                                        ? "; merge keys are not supported: write the keys out"
                                        : NearestName.hint(shown(String.valueOf(key)), known)));
            } else if (values.put(key, tuple.getValueNode()) != null) {
                problem(keyNode, "key '" + key + "' is there twice in " + what);
            }
        }
        return new Fields(what, node, values, true);
    }

    /** A sequence whose elements have this form; an element that is wrong is left out, after its problem was noted. */
    <T> List<T> sequence(String what, Node node, Function<Node, Optional<T>> element) {
        if (!(node instanceof SequenceNode sequence)) {
            problem(node, what + " must be a list, not " + kind(node));
            return List.of();
        }
        if (sequence.getValue().isEmpty()) {
            problem(node, what + " is empty; name at least one, or leave the key out");
        }
        List<T> elements = new ArrayList<>();
        for (Node child : sequence.getValue()) {
            element.apply(child).ifPresent(elements::add);
        }
        return elements;
    }

    /** A string that is not blank; numbers, dates and words like {@code yes} have to be quoted. */
    Optional<String> text(String what, Node node) {
        return longText(what, node, 500);
    }

    /** The same with another limit. */
    Optional<String> longText(String what, Node node, int limit) {
        if (!(node instanceof ScalarNode scalar) || !scalar.getTag().equals(Tag.STR)) {
            problem(
                    node,
                    what + " must be a text, not " + kind(node)
                            + (node instanceof ScalarNode && !node.getTag().equals(Tag.NULL) ? "; quote it" : ""));
            return Optional.empty();
        }
        if (scalar.getValue().isBlank() || scalar.getValue().length() > limit) {
            problem(
                    node,
                    what + (scalar.getValue().isBlank() ? " is blank" : " is longer than " + limit + " characters"));
            return Optional.empty();
        }
        return Optional.of(scalar.getValue());
    }

    /** How an unexpected node is called in a sentence. */
    static String kind(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getTag().equals(Tag.NULL) ? "nothing" : "'" + shown(scalar.getValue()) + "'";
        }
        return node instanceof SequenceNode ? "a list" : "a mapping";
    }

    private static String shown(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > 60 ? printable.substring(0, 60) + "…" : printable;
    }

    /** The values of a mapping whose keys are known to be right. */
    final class Fields {
        private final String what;
        private final Node node;
        private final Map<String, Node> values;
        private final boolean readable;

        private Fields(String what, Node node, Map<String, Node> values, boolean readable) {
            this.what = what;
            this.node = node;
            this.values = values;
            this.readable = readable;
        }

        Node node() {
            return node;
        }

        Node node(String key) {
            return values.getOrDefault(key, node);
        }

        boolean has(String key) {
            return values.containsKey(key);
        }

        /** Notes a problem when the key is not there. */
        Fields require(String key) {
            if (readable && !has(key)) {
                problem(node, what + " needs '" + key + "'");
            }
            return this;
        }

        String text(String key) {
            return has(key)
                    ? YamlReader.this
                            .text("'" + key + "' of " + what, values.get(key))
                            .orElse(null)
                    : null;
        }

        /** A date or a time may stand without quotes. */
        String moment(String key) {
            return values.get(key) instanceof ScalarNode scalar
                            && scalar.getTag().equals(Tag.TIMESTAMP)
                    ? scalar.getValue()
                    : text(key);
        }

        boolean bool(String key) {
            if (!has(key)) {
                return false;
            }
            if (values.get(key) instanceof ScalarNode scalar
                    && scalar.isPlain()
                    && (scalar.getValue().equals("true") || scalar.getValue().equals("false"))) {
                return scalar.getValue().equals("true");
            }
            problem(values.get(key), "'" + key + "' must be true or false, not " + kind(values.get(key)));
            return false;
        }

        int count(String key, int missing) {
            if (!has(key)) {
                return missing;
            }
            if (values.get(key) instanceof ScalarNode scalar
                    && scalar.getTag().equals(Tag.INT)
                    && scalar.getValue().matches("[1-9][0-9]{0,2}")) {
                return Integer.parseInt(scalar.getValue());
            }
            problem(
                    values.get(key),
                    "'" + key + "' must be a whole number from 1 to 999, not " + kind(values.get(key)));
            return missing;
        }

        /** A whole number from 0 to 999. */
        int whole(String key, int missing) {
            if (!has(key)) {
                return missing;
            }
            if (values.get(key) instanceof ScalarNode scalar
                    && scalar.getTag().equals(Tag.INT)
                    && scalar.getValue().matches("0|[1-9][0-9]{0,2}")) {
                return Integer.parseInt(scalar.getValue());
            }
            problem(
                    values.get(key),
                    "'" + key + "' must be a whole number from 0 to 999, not " + kind(values.get(key)));
            return missing;
        }

        /** A decimal number; null when there is none. */
        Double number(String key) {
            if (!has(key)) {
                return null;
            }
            // Quoted, too: configuration as code knows decimal numbers as texts only.
            if (values.get(key) instanceof ScalarNode scalar
                    && scalar.getValue().length() <= 40
                    && scalar.getValue().matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d{1,3})?")) {
                double number = Double.parseDouble(scalar.getValue());
                if (Double.isFinite(number)) {
                    return number;
                }
            }
            problem(values.get(key), "'" + key + "' must be a number like 0.01, not " + kind(values.get(key)));
            return null;
        }

        Duration duration(String key) {
            String text = text(key);
            try {
                return text == null ? null : Durations.parse(text);
            } catch (IllegalArgumentException e) {
                problem(values.get(key), "'" + key + "': " + e.getMessage());
                return null;
            }
        }

        List<String> texts(String key) {
            List<String> texts = list(key, element -> YamlReader.this.text("each of '" + key + "'", element));
            if (new LinkedHashSet<>(texts).size() < texts.size()) {
                problem(values.get(key), "'" + key + "' of " + what + " names something twice");
            }
            return texts;
        }

        <T> List<T> list(String key, Function<Node, Optional<T>> element) {
            return has(key) ? sequence("'" + key + "' of " + what, values.get(key), element) : List.of();
        }
    }
}
