package io.jenkins.plugins.mldeploy.policy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads what one level of the host demands in addition: {@code environments:} with the same keys as {@link EnvironmentsFile}, but for those that could loosen. As strict as that one.
 */
public final class TighteningsFile {
    private static final List<String> KEYS = List.of(
            "name",
            "enforcement",
            "jobs",
            "branches",
            "approvers",
            "minApprovals",
            "allowSelfApproval",
            "requiredEvidence",
            "window",
            "freezes",
            "waitTimer",
            "rules",
            "requireReason",
            "excludeCommitAuthors",
            "checks",
            "bypass");
    private static final List<String> LOOSENING = List.of(
            "continuousDeployment",
            "cluster",
            "runsOn",
            "tier",
            "risk",
            "escalation",
            "notify",
            "remindEvery",
            "watch");

    private final YamlReader yaml;
    private final EnvironmentsFile rules;
    private final List<Tightening> tightenings = new ArrayList<>();

    private TighteningsFile(YamlReader yaml) {
        this.yaml = yaml;
        this.rules = new EnvironmentsFile(yaml);
    }

    /**
     * Reads a stream, which the caller closes.
     *
     * @param name of the level, for messages
     * @throws WrongConfiguration with every mistake and its place
     */
    public static List<Tightening> read(String name, InputStream in) throws IOException {
        YamlReader yaml = new YamlReader(name);
        TighteningsFile file = new TighteningsFile(yaml);
        yaml.document(EnvironmentsFile.text(name, in)).ifPresent(file::root);
        if (!yaml.problems().isEmpty()) {
            throw new WrongConfiguration(name, yaml.problems());
        }
        return List.copyOf(file.tightenings);
    }

    private void root(Node node) {
        YamlReader.Fields root =
                yaml.fields("the file", node, List.of("environments")).require("environments");
        Set<String> seen = new LinkedHashSet<>();
        root.list("environments", child -> {
            tightening(child).ifPresent(found -> {
                if (!seen.add(found.environment())) {
                    yaml.problem(child, "environment '" + found.environment() + "' is there twice");
                }
                tightenings.add(found);
            });
            return Optional.empty();
        });
    }

    private Optional<Tightening> tightening(Node node) {
        List<String> known = new ArrayList<>(KEYS);
        known.addAll(LOOSENING);
        YamlReader.Fields fields = yaml.fields("an environment", node, known).require("name");
        for (String key : LOOSENING) {
            if (fields.has(key)) {
                yaml.problem(
                        fields.node(key),
                        "'" + key + "' is the environment's own and can't be set here: this level only adds demands");
            }
        }
        if (fields.bool("allowSelfApproval")) {
            yaml.problem(fields.node("allowSelfApproval"), "'allowSelfApproval' can only be false here");
        }
        if (fields.has("enforcement") && !"block".equals(fields.text("enforcement"))) {
            yaml.problem(fields.node("enforcement"), "'enforcement' can only be block here");
        }
        for (String key : List.of("requireReason", "excludeCommitAuthors")) {
            if (fields.has(key) && !fields.bool(key)) {
                yaml.problem(fields.node(key), "'" + key + "' can only be true here");
            }
        }
        String name = fields.text("name");
        DeploymentWindow window = fields.has("window") ? rules.window(fields.node("window")) : null;
        String zone = window == null ? "UTC" : window.timeZone();
        Tightening tightening = new Tightening(
                name == null ? "unnamed" : name,
                fields.has("enforcement"),
                fields.texts("jobs"),
                fields.texts("branches"),
                fields.list("approvers", rules::approver),
                fields.count("minApprovals", 0),
                fields.has("allowSelfApproval"),
                fields.list("requiredEvidence", rules::required),
                window,
                fields.list("freezes", freeze -> rules.freeze(freeze, zone)),
                fields.duration("waitTimer"),
                rules.approvals().tightening(fields),
                fields.has("bypass") ? fields.texts("bypass") : null,
                rules.approvals().rules(fields));
        return Optional.ofNullable(name).map(given -> tightening);
    }
}
