package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.Node;

/** Reads what environments say about approvals beyond the approvers, rules over all evidence, risk, delegations and web hooks. */
final class ApprovalRulesReader {
    /** Keys of an environment that are read here. */
    static final List<String> KEYS = List.of(
            "excludeCommitAuthors",
            "requireReason",
            "bypass",
            "checks",
            "notify",
            "remindEvery",
            "escalation",
            "rules",
            "risk");

    private final YamlReader yaml;
    private final Map<String, WebHook> webHooks = new LinkedHashMap<>();
    private final List<Delegation> delegations = new ArrayList<>();

    ApprovalRulesReader(YamlReader yaml) {
        this.yaml = yaml;
    }

    List<WebHook> webHooks() {
        return List.copyOf(webHooks.values());
    }

    List<Delegation> delegations() {
        return List.copyOf(delegations);
    }

    Optional<Object> webHook(Node node) {
        YamlReader.Fields fields = yaml.fields("a web hook", node, List.of("name", "url", "secretId"))
                .require("name")
                .require("url")
                .require("secretId");
        String name = fields.text("name");
        String url = fields.text("url");
        String secret = fields.text("secretId");
        if (name != null && url != null && secret != null) {
            try {
                if (webHooks.put(name, new WebHook(name, url, secret)) != null) {
                    yaml.problem(fields.node("name"), "there are two web hooks '" + name + "'");
                }
            } catch (IllegalArgumentException e) {
                yaml.problem(node, e.getMessage());
            }
        }
        return Optional.empty();
    }

    Optional<Object> delegation(Node node, Map<String, Environments.Team> teams) {
        YamlReader.Fields fields = yaml.fields("a delegation", node, List.of("from", "to", "until", "teams"))
                .require("from")
                .require("to")
                .require("until");
        String from = fields.text("from");
        String to = fields.text("to");
        String until = fields.moment("until");
        List<String> names = fields.texts("teams");
        for (String team : names) {
            if (!teams.containsKey(team)) {
                yaml.problem(
                        fields.node("teams"),
                        "there is no team '" + team + "'" + NearestName.hint(team, teams.keySet()));
            } else if (from != null && !teams.get(team).users().contains(from)) {
                yaml.problem(
                        fields.node("teams"), "'" + from + "' is no user of team '" + team + "', so can't delegate it");
            }
        }
        if (from != null
                && teams.values().stream().noneMatch(team -> team.users().contains(from))) {
            yaml.problem(fields.node("from"), "'" + from + "' is a user of no team, so there is nothing to delegate");
        }
        if (from != null && to != null && until != null) {
            try {
                delegations.add(new Delegation(from, to, until, names));
            } catch (IllegalArgumentException e) {
                yaml.problem(node, e.getMessage());
            }
        }
        return Optional.empty();
    }

    /**
     * @param asked groups that the environment asks, whatever the risk
     * @param approver reads one rule
     */
    ApprovalRules approvals(
            YamlReader.Fields fields, List<String> asked, Function<Node, Optional<ApproverRule>> approver) {
        List<String> bypass = groups(fields, "bypass");
        for (String key : List.of("bypass", "checks", "requireReason", "excludeCommitAuthors")) {
            if (fields.has(key) && !fields.has("approvers")) {
                withoutPeople(fields.node(key), key);
            }
        }
        Duration remind = fields.duration("remindEvery");
        if (remind != null && remind.toSeconds() < 60) {
            yaml.problem(fields.node("remindEvery"), "'remindEvery' must be a minute or more");
            remind = null;
        }
        return new ApprovalRules(
                fields.bool("excludeCommitAuthors"),
                fields.bool("requireReason"),
                bypass,
                fields.list(
                        "checks", node -> check(node, check -> known(check.node("webHook"), check.text("webHook")))),
                hooks(fields, "notify"),
                remind,
                fields.has("escalation")
                        ? escalation(fields.node("escalation"), fields.has("approvers"), asked, approver)
                        : null);
    }

    /** What another level adds. Its web hooks are those of the environments, which are held against it when both come together. */
    ApprovalRules tightening(YamlReader.Fields fields) {
        return new ApprovalRules(
                fields.bool("excludeCommitAuthors"),
                fields.bool("requireReason"),
                null,
                fields.list("checks", node -> check(node, hook -> {})),
                null,
                null,
                null);
    }

    private void withoutPeople(Node node, String key) {
        yaml.problem(node, "'" + key + "' without 'approvers': it belongs to an approval; name groups");
    }

    private List<String> groups(YamlReader.Fields fields, String key) {
        List<String> groups = fields.texts(key);
        groups.stream()
                .filter(EnvironmentsFile.EVERYBODY::contains)
                .forEach(group ->
                        yaml.problem(fields.node(key), "group '" + group + "' is everybody; name a real group"));
        return groups;
    }

    private Optional<ApprovalRules.ExternalCheck> check(Node node, Consumer<YamlReader.Fields> known) {
        YamlReader.Fields fields = yaml.fields("a check", node, List.of("name", "webHook", "timeout"))
                .require("name")
                .require("webHook");
        String name = fields.text("name");
        String hook = fields.text("webHook");
        Duration timeout = fields.duration("timeout");
        if (name == null || hook == null) {
            return Optional.empty();
        }
        known.accept(fields);
        try {
            return Optional.of(new ApprovalRules.ExternalCheck(name, hook, timeout));
        } catch (IllegalArgumentException e) {
            yaml.problem(fields.node("name"), e.getMessage());
            return Optional.empty();
        }
    }

    private ApprovalRules.Escalation escalation(
            Node node, boolean people, List<String> asked, Function<Node, Optional<ApproverRule>> approver) {
        List<String> effects = List.of("notify", "standIns", "approvers");
        YamlReader.Fields fields = yaml.fields(
                        "an escalation", node, List.of("after", "notify", "standIns", "approvers"))
                .require("after");
        if (effects.stream().noneMatch(fields::has)) {
            yaml.problem(node, "an escalation needs 'notify', 'standIns' or 'approvers': otherwise nothing happens");
        }
        for (String key : List.of("standIns", "approvers")) {
            if (fields.has(key) && !people) {
                withoutPeople(fields.node(key), key);
            }
        }
        Duration after = fields.duration("after");
        List<String> notify = hooks(fields, "notify");
        List<String> standIns = groups(fields, "standIns");
        List<ApproverRule> approvers = fields.list("approvers", approver);
        return after == null
                ? null
                : new ApprovalRules.Escalation(
                        after, notify, standIns, standIns.isEmpty() ? List.of() : asked, approvers);
    }

    List<String> hooks(YamlReader.Fields fields, String key) {
        List<String> names = fields.texts(key);
        names.forEach(name -> known(fields.node(key), name));
        return names;
    }

    void known(Node node, String hook) {
        if (!webHooks.containsKey(hook)) {
            yaml.problem(node, "there is no web hook '" + hook + "'" + NearestName.hint(hook, webHooks.keySet()));
        }
    }

    /** Rules in the Common Expression Language, each checked against the types of the evidence. */
    List<String> rules(YamlReader.Fields fields) {
        return fields.list("rules", node -> {
            Optional<String> text = yaml.longText("each of 'rules'", node, CelRule.LIMIT);
            text.ifPresent(rule -> {
                try {
                    CelRule.compile(rule);
                } catch (CelRule.Wrong e) {
                    yaml.problemWithin(node, e.line(), e.column(), "rule: " + e.getMessage());
                }
            });
            return text;
        });
    }

    RiskRouting risk(YamlReader.Fields fields, Function<Node, Optional<ApproverRule>> approver) {
        if (!fields.has("risk")) {
            return null;
        }
        YamlReader.Fields risk = yaml.fields("'risk'", fields.node("risk"), List.of("low", "high", "highApprovers"));
        if (!fields.has("approvers")) {
            yaml.problem(fields.node("risk"), "'risk' without 'approvers': it says who is asked; name groups");
        }
        int low = risk.count("low", 0);
        int high = risk.count("high", 101);
        List<ApproverRule> approvers = risk.list("highApprovers", approver);
        try {
            return new RiskRouting(low, high, approvers);
        } catch (IllegalArgumentException e) {
            yaml.problem(risk.node(), e.getMessage());
            return null;
        }
    }
}
