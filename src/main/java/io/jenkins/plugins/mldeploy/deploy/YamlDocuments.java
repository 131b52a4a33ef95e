package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML that a chart rendered, cut into documents where Helm cuts it, and loaded into maps, lists and texts only. SnakeYAML directly, because Jackson's YAML
 * parser hands an alias on as its name, and an image could hide behind one. Limits: 2 Mi characters, 100,000 parts, 50 aliases and 100 levels a document, no name twice.
 */
final class YamlDocuments {
    /** Of a document; an API server takes 1.5 MiB. */
    private static final int MOST_CHARACTERS = 2 << 20;

    private static final int MOST_DOCUMENTS = 10_000;
    private static final int MOST_ALIASES = 50;
    private static final int DEEPEST = 100;
    /** Counted before anything is built: the tree of more would not fit a small heap. The largest known CRDs have 40,000. */
    private static final int MOST_EVENTS = 100_000;

    private static final int MOST_COPIED = 200_000;
    private static final String HIDDEN = "(hidden)";

    private YamlDocuments() {}

    /**
     * @param line of its first character, 1-based
     * @param text without its separator
     */
    record Document(int line, String text) {
        /** @throws UnreadableReport when it is not YAML, or beyond a limit */
        Object load(String source) throws UnreadableReport {
            if (text.length() > MOST_CHARACTERS) {
                throw new UnreadableReport(
                        "MANIFEST_TOO_LARGE", source, line, 1, "an object of more than 2 Mi characters");
            }
            try {
                // Parsing is lazy, so that neither number nor depth costs more than its limit.
                long events = 0;
                int depth = 0;
                for (Event event : loader().parse(new StringReader(text))) {
                    depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
                    if (depth > DEEPEST) {
                        throw new UnreadableReport(
                                "MANIFEST_MALFORMED", source, line, 1, "an object of more than " + DEEPEST + " levels");
                    }
                    if (++events > MOST_EVENTS) {
                        throw new UnreadableReport(
                                "MANIFEST_TOO_LARGE",
                                source,
                                line,
                                1,
                                "an object of more than " + MOST_EVENTS + " parts");
                    }
                }
                return loader().load(text);
            } catch (MarkedYAMLException e) {
                long at = e.getProblemMark() == null
                        ? 0
                        : line + e.getProblemMark().getLine();
                long column =
                        e.getProblemMark() == null ? 0 : e.getProblemMark().getColumn() + 1L;
                throw malformed(source, at, column, e.getProblem(), e);
            } catch (YAMLException | IllegalArgumentException | ClassCastException e) {
                throw malformed(source, line, 1, e.getMessage(), e);
            }
        }
    }

    private static UnreadableReport malformed(String source, long line, long column, String what, RuntimeException e) {
        String problem = String.valueOf(what).lines().findFirst().orElse("");
        UnreadableReport unreadable = new UnreadableReport(
                "MANIFEST_MALFORMED", source, line, column, "not the YAML of an object: " + problem);
        unreadable.initCause(e);
        return unreadable;
    }

    /**
     * Helm cuts at every line that begins with three dashes, inside a block of text too.
     *
     * @throws UnreadableReport when there are more documents than any chart has, or one is larger than any cluster takes
     */
    static List<Document> split(String source, String manifest) throws UnreadableReport {
        List<Document> documents = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int line = 0;
        int first = 1;
        for (String each : (Iterable<String>) manifest.lines()::iterator) {
            line++;
            if (each.startsWith("---")) {
                documents.add(new Document(first, text.toString()));
                if (documents.size() > MOST_DOCUMENTS) {
                    throw new UnreadableReport(
                            "MANIFEST_TOO_LARGE", source, line, 1, "more than " + MOST_DOCUMENTS + " objects");
                }
                text.setLength(0);
                first = line;
                each = each.substring(3);
            }
            if (text.length() + each.length() > MOST_CHARACTERS) {
                throw new UnreadableReport(
                        "MANIFEST_TOO_LARGE", source, line, 1, "an object of more than 2 Mi characters");
            }
            text.append(each).append('\n');
        }
        documents.add(new Document(first, text.toString()));
        documents.removeIf(document -> document.text().isBlank());
        return documents;
    }

    /** The object again, with the values of every Secret in it hidden. */
    static String withoutSecrets(Map<?, ?> object) {
        int[] left = {MOST_COPIED};
        Object copy = copy(object, left);
        if (left[0] <= 0) {
            return "# an object with Secrets, too large to be shown without them";
        }
        DumperOptions style = new DumperOptions();
        style.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        style.setDereferenceAliases(true);
        return new Yaml(new Representer(style), style).dump(copy).strip();
    }

    private static Object copy(Object node, int[] left) {
        if (--left[0] <= 0) {
            return HIDDEN;
        }
        if (node instanceof Map<?, ?> map) {
            boolean secret = "Secret".equals(map.get("kind"));
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, value) -> copy.put(
                    String.valueOf(name),
                    secret && (name.equals("data") || name.equals("stringData")) ? hidden(value) : copy(value, left)));
            return copy;
        }
        if (node instanceof Collection<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(copy(element, left)));
            return copy;
        }
        return node == null ? null : String.valueOf(node);
    }

    private static Object hidden(Object values) {
        if (!(values instanceof Map<?, ?> map)) {
            return HIDDEN;
        }
        Map<String, Object> hidden = new LinkedHashMap<>();
        map.keySet().forEach(name -> hidden.put(String.valueOf(name), HIDDEN));
        return hidden;
    }

    static Yaml loader() {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(MOST_CHARACTERS);
        limits.setMaxAliasesForCollections(MOST_ALIASES);
        limits.setNestingDepthLimit(DEEPEST);
        limits.setAllowDuplicateKeys(false);
        limits.setAllowRecursiveKeys(false);
        DumperOptions style = new DumperOptions();
        return new Yaml(new Texts(limits), new Representer(style), style, limits, new OnlyNullAndMerge());
    }

    /** A number of a million digits costs minutes to convert, and nobody calculates here: every scalar stays a text. */
    private static final class Texts extends SafeConstructor {
        Texts(LoaderOptions limits) {
            super(limits);
            for (Tag tag : List.of(Tag.INT, Tag.FLOAT, Tag.TIMESTAMP, Tag.BOOL)) {
                yamlConstructors.put(tag, new ConstructYamlStr());
            }
        }
    }

    private static final class OnlyNullAndMerge extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }
}
