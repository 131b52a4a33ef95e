package io.jenkins.plugins.mldeploy.policy;

import com.fasterxml.jackson.core.JsonPointer;
import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code watch:} of an environment, and names every mistake in it. */
final class WatchReader {
    private static final List<String> KEYS =
            List.of("release", "every", "samples", "analysis", "onFailure", "onNoData", "notify", "trigger");
    private static final List<String> METRIC = List.of(
            "metric",
            "prometheus",
            "query",
            "url",
            "pointer",
            "command",
            "evidence",
            "min",
            "max",
            "mustHaveData",
            "failureLimit");
    /** Of helmDeploy's analysis, but about two versions at the same time. */
    private static final List<String> COMPARING =
            List.of("compare", "direction", "confidence", "tolerance", "minSamples");

    private static final List<String> REACTIONS = List.of("notify", "rollback", "trigger");
    /** Without a user: what stands here is recorded. */
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s{}@/]+(/[^\\s{}]*)?");

    private static final Pattern RELEASE = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,51}[a-z0-9])?");
    private static final int LONGEST = 4_000;
    private static final Duration SHORTEST = Duration.ofSeconds(5);

    private final YamlReader yaml;
    private final ApprovalRulesReader hooks;

    WatchReader(YamlReader yaml, ApprovalRulesReader hooks) {
        this.yaml = yaml;
        this.hooks = hooks;
    }

    WatchRules watch(Node node, List<String> tellByDefault) {
        YamlReader.Fields fields = yaml.fields("'watch'", node, KEYS).require("analysis");
        Duration every = fields.has("every") ? fields.duration("every") : Duration.ofMinutes(5);
        if (every != null && every.compareTo(SHORTEST) < 0) {
            yaml.problem(fields.node("every"), "'every' must be 5s or more");
        }
        int samples = fields.count("samples", 5);
        Set<String> names = new HashSet<>();
        List<WatchRules.Metric> analysis = fields.list("analysis", each -> metric(each, samples, names));
        List<WatchRules.Reaction> onFailure = reactions(fields, "onFailure");
        List<WatchRules.Reaction> onNoData = reactions(fields, "onNoData");
        String trigger = fields.text("trigger");
        if (trigger != null) {
            hooks.known(fields.node("trigger"), trigger);
        }
        boolean triggers =
                Stream.concat(onFailure.stream(), onNoData.stream()).anyMatch(WatchRules.Reaction.TRIGGER::equals);
        if (triggers && !fields.has("trigger")) {
            yaml.problem(node, "a reaction is 'trigger', and 'trigger' does not say which web hook that is");
        } else if (!triggers && trigger != null) {
            yaml.problem(fields.node("trigger"), "'trigger' is never called; name it in 'onFailure' or 'onNoData'");
        }
        List<String> tell = fields.has("notify") ? hooks.hooks(fields, "notify") : tellByDefault;
        String release = fields.text("release");
        if (release != null && !RELEASE.matcher(release).matches()) {
            yaml.problem(fields.node("release"), "'" + release + "' is not the name of a Helm release");
        }
        return new WatchRules(
                release, every == null ? SHORTEST : every, samples, analysis, onFailure, onNoData, tell, trigger);
    }

    private List<WatchRules.Reaction> reactions(YamlReader.Fields fields, String key) {
        if (!fields.has(key)) {
            return List.of(WatchRules.Reaction.NOTIFY);
        }
        List<WatchRules.Reaction> reactions = new ArrayList<>();
        for (String word : fields.texts(key)) {
            if (REACTIONS.contains(word)) {
                reactions.add(WatchRules.Reaction.valueOf(word.toUpperCase(Locale.ROOT)));
            } else {
                yaml.problem(
                        fields.node(key),
                        "'" + key + "' may hold notify, rollback and trigger, not '" + word + "'"
                                + NearestName.hint(word, REACTIONS));
            }
        }
        return reactions;
    }

    private Optional<WatchRules.Metric> metric(Node node, int samples, Set<String> names) {
        List<String> known = Stream.concat(METRIC.stream(), COMPARING.stream()).toList();
        YamlReader.Fields fields = yaml.fields("a metric", node, known).require("metric");
        for (String key : COMPARING) {
            if (fields.has(key)) {
                yaml.problem(
                        fields.node(key), "'" + key + "' compares two versions, and a watch sees one; leave it out");
            }
        }
        String name = fields.text("metric");
        if (name != null && !names.add(name)) {
            yaml.problem(fields.node("metric"), "metric '" + name + "' is there twice");
        }
        if (Stream.of("prometheus", "url", "command", "evidence")
                        .filter(fields::has)
                        .count()
                != 1) {
            yaml.problem(node, "a metric needs just one of 'prometheus', 'url', 'command' and 'evidence'");
        }
        if (fields.has("prometheus") != fields.has("query")) {
            yaml.problem(node, "'prometheus' and 'query' go together");
        }
        for (String key : List.of("prometheus", "url")) {
            String address = fields.text(key);
            if (address != null
                    && !ADDRESS.matcher(address.replace("{release}", "release")).matches()) {
                yaml.problem(fields.node(key), "'" + key + "' must be an http or https address without a user");
            }
        }
        String pointer = fields.has("pointer") ? fields.text("pointer") : "";
        try {
            JsonPointer.compile(pointer);
        } catch (IllegalArgumentException e) {
            yaml.problem(fields.node("pointer"), "'pointer' must be a JSON Pointer like /errors/rate");
        }
        Double min = fields.number("min");
        Double max = fields.number("max");
        if (!fields.has("min") && !fields.has("max")) {
            yaml.problem(node, "a metric needs 'min' or 'max', else nothing is judged");
        }
        int limit = fields.whole("failureLimit", 0);
        if (limit >= samples) {
            yaml.problem(
                    fields.node("failureLimit"),
                    "'failureLimit' must be less than 'samples', which is " + samples + ": it could never fail");
        }
        return Optional.ofNullable(name)
                .map(given -> new WatchRules.Metric(
                        given,
                        fields.text("prometheus"),
                        text(fields, "query"),
                        fields.text("url"),
                        pointer,
                        text(fields, "command"),
                        fields.text("evidence"),
                        min,
                        max,
                        !fields.has("mustHaveData") || fields.bool("mustHaveData"),
                        limit));
    }

    private String text(YamlReader.Fields fields, String key) {
        return fields.has(key)
                ? yaml.longText("'" + key + "' of a metric", fields.node(key), LONGEST)
                        .orElse(null)
                : null;
    }
}
