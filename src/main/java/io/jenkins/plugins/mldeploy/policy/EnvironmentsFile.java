package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads {@code environments.yaml}; {@code docs/environments.md} describes every key. Strict: whatever is not understood is an error, because a rule that was
 * misspelt would be a rule that nobody applies.
 */
public final class EnvironmentsFile {
    /** Bytes that a file may have: 1 MiB. */
    static final int LIMIT = 1 << 20;

    private static final List<String> ROOT = List.of("teams", "delegations", "webHooks", "environments");
    private static final List<String> TEAM = List.of("name", "users", "groups");
    private static final List<String> ENVIRONMENT = Stream.concat(
                    Stream.of(
                            "name",
                            "tier",
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
                            "continuousDeployment",
                            "cluster",
                            "runsOn",
                            "watch"),
                    ApprovalRulesReader.KEYS.stream())
            .toList();
    private static final List<String> EVIDENCE_STEPS = List.of("mlTest", "containerScan", "generateSbom");
    static final List<String> EVERYBODY = List.of("authenticated", "anonymous", "everyone");

    private final YamlReader yaml;
    private final ApprovalRulesReader approvals;
    private final Map<String, Environments.Team> teams = new LinkedHashMap<>();
    private final Map<String, Environment> environments = new LinkedHashMap<>();

    EnvironmentsFile(YamlReader yaml) {
        this.yaml = yaml;
        this.approvals = new ApprovalRulesReader(yaml);
    }

    /**
     * Reads a file.
     *
     * @throws WrongConfiguration with every mistake and its place
     * @throws IOException when it can't be read
     */
    public static Environments read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.getFileName().toString(), in);
        }
    }

    /**
     * Reads a stream, which the caller closes.
     *
     * @param name of the file, for messages
     * @throws WrongConfiguration with every mistake and its place
     */
    public static Environments read(String name, InputStream in) throws IOException {
        YamlReader yaml = new YamlReader(name);
        EnvironmentsFile file = new EnvironmentsFile(yaml);
        yaml.document(text(name, in)).ifPresent(file::root);
        if (!yaml.problems().isEmpty()) {
            throw new WrongConfiguration(name, yaml.problems());
        }
        return new Environments(
                List.copyOf(file.environments.values()),
                file.teams,
                file.approvals.delegations(),
                file.approvals.webHooks());
    }

    static String text(String name, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LIMIT + 1);
        if (bytes.length > LIMIT) {
            throw new WrongConfiguration(name, List.of(name + ": larger than 1 MiB; is this the right file?"));
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new WrongConfiguration(name, List.of(name + ": not UTF-8; save it in that encoding"));
        }
    }

    ApprovalRulesReader approvals() {
        return approvals;
    }

    private void root(Node node) {
        YamlReader.Fields root = yaml.fields("the file", node, ROOT).require("environments");
        root.list("teams", this::team);
        root.list("delegations", each -> approvals.delegation(each, teams));
        root.list("webHooks", approvals::webHook);
        root.list("environments", this::environment);
    }

    private Optional<Object> team(Node node) {
        YamlReader.Fields fields = yaml.fields("a team", node, TEAM).require("name");
        String name = fields.text("name");
        List<String> groups = fields.texts("groups");
        groups.stream().filter(EVERYBODY::contains).forEach(group -> everybody(fields.node("groups"), group));
        Environments.Team team = new Environments.Team(fields.texts("users"), groups);
        if (name == null) {
            return Optional.empty();
        }
        if (EVERYBODY.contains(name)) {
            everybody(fields.node("name"), name);
        }
        if (!fields.has("users") && !fields.has("groups")) {
            yaml.problem(node, "team '" + name + "' has no member; give it 'users' or 'groups'");
        }
        if (teams.put(name, team) != null) {
            yaml.problem(fields.node("name"), "there are two teams '" + name + "'");
        }
        return Optional.empty();
    }

    private Optional<Object> environment(Node node) {
        YamlReader.Fields fields =
                yaml.fields("an environment", node, ENVIRONMENT).require("name");
        String name = fields.text("name");
        List<ApproverRule> approvers = fields.list("approvers", this::approver);
        int minApprovals = fields.count("minApprovals", 0);
        checkApprovers(fields, approvers, minApprovals);
        DeploymentWindow window = fields.has("window") ? window(fields.node("window")) : null;
        String zone = window == null ? "UTC" : window.timeZone();
        RiskRouting risk = approvals.risk(fields, this::approver);
        List<String> asked = Stream.concat(
                        approvers.stream(), risk == null ? Stream.of() : risk.highApprovers().stream())
                .map(ApproverRule::group)
                .distinct()
                .toList();
        try {
            ApprovalRules rules = approvals.approvals(fields, asked, this::approver);
            Environment environment = Environment.builder(name == null ? "unnamed" : name)
                    .tier(fields.text("tier"))
                    .enforcement(enforcement(fields))
                    .jobs(fields.texts("jobs"))
                    .branches(fields.texts("branches"))
                    .approvers(approvers)
                    .minApprovals(minApprovals)
                    .allowSelfApproval(fields.bool("allowSelfApproval"))
                    .requiredEvidence(fields.list("requiredEvidence", this::required))
                    .window(window)
                    .freezes(fields.list("freezes", freeze -> freeze(freeze, zone)))
                    .waitTimer(fields.duration("waitTimer"))
                    .continuousDeployment(fields.bool("continuousDeployment"))
                    .cluster(fields.has("cluster") ? cluster(fields.node("cluster")) : null)
                    .runsOn(fields.text("runsOn"))
                    .approvals(rules)
                    .rules(approvals.rules(fields))
                    .risk(risk)
                    .watch(
                            fields.has("watch")
                                    ? new WatchReader(yaml, approvals).watch(fields.node("watch"), rules.tell())
                                    : null)
                    .build();
            if (name != null && environments.put(name, environment) != null) {
                yaml.problem(fields.node("name"), "there are two environments '" + name + "'");
            }
        } catch (IllegalArgumentException e) {
            yaml.problem(fields.node("name"), e.getMessage());
        }
        return Optional.empty();
    }

    private void checkApprovers(YamlReader.Fields fields, List<ApproverRule> approvers, int minApprovals) {
        if (minApprovals > 0 && !fields.has("approvers")) {
            yaml.problem(
                    fields.node("minApprovals"),
                    "'minApprovals' without 'approvers': nobody may approve, so nothing would ever enter; name groups");
        }
        Set<String> seen = new LinkedHashSet<>();
        for (ApproverRule rule : approvers) {
            Environments.Team team = teams.get(rule.group());
            if (!seen.add(rule.group())) {
                yaml.problem(fields.node("approvers"), "group '" + rule.group() + "' is there twice; use its 'count'");
            } else if (team != null && team.groups().isEmpty() && team.users().size() < rule.count()) {
                yaml.problem(
                        fields.node("approvers"),
                        "team '%s' has %d member(s), %d are asked for: this could never be approved"
                                .formatted(rule.group(), team.users().size(), rule.count()));
            }
        }
    }

    Optional<ApproverRule> approver(Node node) {
        YamlReader.Fields fields =
                yaml.fields("an approver", node, List.of("group", "count")).require("group");
        String group = fields.text("group");
        int count = fields.count("count", 1);
        if (group == null) {
            return Optional.empty();
        }
        if (EVERYBODY.contains(group)) {
            everybody(fields.node("group"), group);
            return Optional.empty();
        }
        return Optional.of(new ApproverRule(group, count));
    }

    private void everybody(Node node, String group) {
        yaml.problem(node, "group '" + group + "' is everybody; name a real group of approvers");
    }

    private Enforcement enforcement(YamlReader.Fields fields) {
        String text = fields.text("enforcement");
        if (text == null) {
            return Enforcement.BLOCK;
        }
        List<String> words = List.of("block", "warn");
        if (!words.contains(text)) {
            yaml.problem(
                    fields.node("enforcement"),
                    "'enforcement' must be block or warn, not '" + text + "'" + NearestName.hint(text, words));
            return Enforcement.BLOCK;
        }
        return Enforcement.valueOf(text.toUpperCase(Locale.ROOT));
    }

    Optional<RequiredEvidence> required(Node node) {
        YamlReader.Fields fields = yaml.fields("required evidence", node, List.of("step", "id", "maxAge", "rules"))
                .require("step");
        String step = fields.text("step");
        if (step != null && !EVIDENCE_STEPS.contains(step)) {
            yaml.problem(
                    fields.node("step"),
                    "step '" + step + "' makes no evidence to require" + NearestName.hint(step, EVIDENCE_STEPS));
        }
        List<String> rules = fields.list("rules", rule -> {
            Optional<String> text = yaml.text("each of 'rules'", rule);
            text.ifPresent(given -> {
                try {
                    Rule.parse(given);
                } catch (IllegalArgumentException e) {
                    yaml.problem(rule, e.getMessage());
                }
            });
            return text;
        });
        RequiredEvidence required = new RequiredEvidence(
                step == null ? "unknown" : step, fields.text("id"), fields.duration("maxAge"), rules);
        return Optional.of(required);
    }

    DeploymentWindow window(Node node) {
        YamlReader.Fields fields =
                yaml.fields("a window", node, List.of("cron", "timeZone")).require("cron");
        String zone = Optional.ofNullable(fields.text("timeZone")).orElse("UTC");
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            yaml.problem(
                    fields.node("timeZone"),
                    "'" + zone + "' is no time zone; write for example Europe/Paris"
                            + NearestName.of(zone, ZoneId.getAvailableZoneIds())
                                    .map(near -> "; did you mean '" + near + "'?")
                                    .orElse(""));
            zone = "UTC";
        }
        String cron = fields.text("cron");
        if (cron == null) {
            return null;
        }
        try {
            if (Cron.parse(cron)
                    .next(Instant.parse("2028-01-01T00:00:00Z").atZone(ZoneOffset.UTC))
                    .isEmpty()) {
                yaml.problem(fields.node("cron"), "cron '" + cron + "' never matches, so nothing would ever enter");
            }
        } catch (IllegalArgumentException e) {
            yaml.problem(fields.node("cron"), e.getMessage());
        }
        return new DeploymentWindow(cron, zone);
    }

    Optional<Freeze> freeze(Node node, String zone) {
        YamlReader.Fields fields = yaml.fields("a freeze", node, List.of("from", "to", "reason"))
                .require("from")
                .require("to");
        Freeze freeze = new Freeze(fields.moment("from"), fields.moment("to"), fields.text("reason"));
        if (freeze.from() == null || freeze.to() == null) {
            return Optional.empty();
        }
        try {
            if (!OpeningHours.start(freeze).isBefore(OpeningHours.end(freeze))) {
                yaml.problem(
                        fields.node("to"), "the freeze ends before it begins: " + freeze.from() + " to " + freeze.to());
            }
        } catch (DateTimeException e) {
            yaml.problem(
                    node,
                    "a freeze from '%s' to '%s' can't be understood: write days like 2026-12-20 or moments like 2026-12-20T18:00, in %s"
                            .formatted(freeze.from(), freeze.to(), zone));
        }
        return Optional.of(freeze);
    }

    private Environment.Cluster cluster(Node node) {
        YamlReader.Fields fields = yaml.fields("a cluster", node, List.of("credentialsId", "context", "namespaces"));
        List<String> namespaces = fields.texts("namespaces");
        for (String namespace : namespaces) {
            // RFC 1123 label, as Kubernetes names a namespace.
            if (!namespace.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
                yaml.problem(fields.node("namespaces"), "'" + namespace + "' is no name of a namespace");
            }
        }
        return new Environment.Cluster(fields.text("credentialsId"), fields.text("context"), namespaces);
    }
}
