package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Commit;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.policy.AdmissionPolicy;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.policy.ApprovalRules;
import io.jenkins.plugins.mldeploy.policy.ApproverRule;
import io.jenkins.plugins.mldeploy.policy.ConfigurationRecord;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.Quorum;
import io.jenkins.plugins.mldeploy.policy.Risk;
import io.jenkins.plugins.mldeploy.policy.RiskAssessment;
import io.jenkins.plugins.mldeploy.policy.Routing;
import io.jenkins.plugins.mldeploy.policy.WebHook;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.verdict.NearestName;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Gathers what reviewers need to know, and opens the gate. Repeated after a kill, it finds the gate that it opened. */
record OpenGate(Map<String, Object> values, String nonce) implements ControllerTask<OpenGate.Outcome> {
    /** How many lines of the difference the gate itself carries; the whole lies in the payload. */
    private static final int CHANGES = 40;

    /** What came of it. */
    sealed interface Outcome {
        record Opened(Gate gate) implements Outcome {}

        /** The environment removes the person, and the step names nobody; {@code risk} is why, where it routes by risk. */
        record NotNeeded(String environment, String risk) implements Outcome {}

        /** The gate can't be opened. */
        record Wrong(Reason reason) implements Outcome {}
    }

    @Override
    public Outcome run(Services services) throws IOException {
        Arguments arguments = Arguments.ofChecked(values);
        Environments environments = services.environments();
        List<Entry> plan = plan(services.evidence(), arguments, services.run());
        String deployment = arguments.optional("deployment").orElse(null);
        if (deployment != null && plan.isEmpty()) {
            return wrong(
                    "PLAN_MISSING",
                    "this run has no plan '%s'%s; put helmDeploy id: '%s', dryRun: true before the gate"
                            .formatted(
                                    deployment,
                                    arguments
                                            .optional("environment")
                                            .map(name -> " for environment '" + name + "'")
                                            .orElse(""),
                                    deployment));
        }
        String name = arguments
                .optional("environment")
                .orElseGet(() -> plan.isEmpty() ? null : (String) details(plan).get(Deployed.ENVIRONMENT));
        Optional<Environment> environment = environments.find(name == null ? "" : name);
        if (name != null && environment.isEmpty()) {
            return new Outcome.Wrong(environments.unknown(name));
        }
        ConfigurationRecord.append(
                services.evidence(),
                environments,
                ConfigurationRecord.Seen.BY_RUN,
                services.run().origin(),
                services.clock().instant());
        Optional<Outcome> unknownHook = unknownHook(arguments, environments);
        if (unknownHook.isPresent()) {
            return unknownHook.get();
        }
        Optional<Risk> risk = environment
                .filter(owner -> owner.risk() != null)
                .map(owner -> RiskAssessment.of(
                        owner,
                        services.evidence(),
                        subjects(plan, services.run()),
                        plan.isEmpty() ? null : (String) details(plan).get("planHash"),
                        services.clock().instant()));
        Optional<Quorum> quorum = quorum(arguments, environment, risk.orElse(null));
        if (quorum.isEmpty()) {
            return environment.filter(Environment::continuousDeployment).isPresent()
                    ? new Outcome.NotNeeded(name, risk.map(Risk::sentence).orElse(null))
                    : wrong(
                            "NOBODY_MAY_APPROVE",
                            "nobody may approve: give the step approvers or submitter"
                                    + (name == null ? "" : ", or environment '" + name + "' approvers"));
        }
        return new Outcome.Opened(new Gates(services.home(), services.clock())
                .open(opening(services, arguments, environment, quorum.get(), plan, risk.orElse(null))));
    }

    private Opening opening(
            Services services,
            Arguments arguments,
            Optional<Environment> environment,
            Quorum quorum,
            List<Entry> plan,
            Risk risk)
            throws IOException {
        RunInfo run = services.run();
        Set<Subject> subjects = subjects(plan, run);
        List<Approval.Shown> shown = shown(services.evidence(), environment, subjects);
        String difference =
                plan.isEmpty() ? null : plan.get(0).evidence().payloads().get("difference");
        Instant now = services.clock().instant();
        List<Commit> commits = environment.isEmpty() ? null : commits(services, environment.get());
        boolean excludeAuthors = environment
                        .filter(owner -> owner.approvals().excludeCommitAuthors())
                        .isPresent()
                || run.origin().requesters().isEmpty();
        List<String> authors = !excludeAuthors || commits == null
                ? List.of()
                : commits.stream()
                        .flatMap(commit -> commit.ids().stream())
                        .distinct()
                        .toList();
        // Nobody asked, and nobody wrote: then nobody can say that an approver is somebody else.
        boolean known = run.requestersKnown()
                && (!excludeAuthors
                        || commits != null
                                // Of more than are listed nobody knows who wrote them.
                                && commits.size() < Services.COMMITS
                                && !(authors.isEmpty()
                                        && run.origin().requesters().isEmpty()));
        boolean environmentDecides =
                environment.filter(owner -> !owner.approvers().isEmpty()).isPresent();
        return new Opening(
                nonce,
                run.origin().job(),
                run.origin().number(),
                arguments.string("id"),
                run.url(),
                arguments.optional("message").orElse(null),
                environment.map(Environment::name).orElse(null),
                plan.isEmpty() ? null : (String) details(plan).get("planHash"),
                subjects.stream().map(Subject::value).toList(),
                plan.isEmpty() ? Map.of() : details(plan),
                difference,
                changes(services.evidence(), difference),
                shown,
                hash(shown),
                quorum,
                submitters(arguments),
                run.origin().requesters(),
                known,
                environmentDecides ? environment.get().allowSelfApproval() : arguments.is("allowSelfApproval"),
                arguments.is("requireReason")
                        || environment
                                .filter(owner -> owner.approvals().requireReason())
                                .isPresent(),
                arguments.is("supersedeOlder"),
                now,
                now.plus(arguments.duration("timeout")),
                longer(
                        arguments.duration("waitTimer"),
                        environment.map(Environment::waitTimer).orElse(Duration.ZERO)),
                arguments.string("onTimeout"),
                terms(services, arguments, environment, authors, subjects, commits, risk, now));
    }

    private static Terms terms(
            Services services,
            Arguments arguments,
            Optional<Environment> environment,
            List<String> authors,
            Set<Subject> subjects,
            List<Commit> commits,
            Risk risk,
            Instant now) {
        ApprovalRules rules = environment.map(Environment::approvals).orElse(ApprovalRules.NONE);
        Set<String> tell = new LinkedHashSet<>(rules.tell());
        tell.addAll(arguments.strings("notify"));
        Instant deadline = now.plus(arguments.duration("timeout"));
        return new Terms(
                authors,
                rules.bypass(),
                rules.checks().stream()
                        .map(check -> new Terms.Asked(
                                check.name(), check.webHook(), earlier(now.plus(check.timeout()), deadline)))
                        .toList(),
                arguments.map("parameters"),
                List.copyOf(tell),
                shorter(arguments.duration("remindEvery"), rules.remindEvery()),
                rules.escalation() == null ? null : now.plus(rules.escalation().after()),
                rules.escalation() == null ? null : rules.escalation().tell(),
                rules.escalation() == null || !rules.escalation().changesVoters() ? null : rules.escalation(),
                environment
                        .map(owner -> AdmissionPolicy.closed(owner, now).stream()
                                .map(Reason::text)
                                .toList())
                        .orElse(List.of()),
                risk,
                environment
                        .map(owner -> CompareWithRunning.of(services.evidence(), owner, subjects, commits))
                        .orElse(null));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** The shorter of two that are there. */
    private static Duration shorter(Duration one, Duration other) {
        return one == null || other != null && other.compareTo(one) < 0 ? other : one;
    }

    private static Optional<Outcome> unknownHook(Arguments arguments, Environments environments) {
        List<String> names = environments.webHooks().stream().map(WebHook::name).toList();
        return arguments.strings("notify").stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .map(name -> wrong(
                        "WEB_HOOK_UNKNOWN",
                        "notify: there is no web hook '" + name + "'"
                                + (names.isEmpty()
                                        ? "; the administrator names them in 'webHooks' of the environments"
                                        : NearestName.hint(name, names))));
    }

    /** What the run brings that the environment does not have; null when the host can't tell. */
    private static List<Commit> commits(Services services, Environment environment) throws IOException {
        List<Entry> running = Deployed.now(services.evidence(), environment.name());
        String deployed =
                running.isEmpty() ? null : running.get(0).evidence().origin().commit();
        if (!running.isEmpty() && deployed == null) {
            return null;
        }
        return services.commitsSince(deployed).orElse(null);
    }

    private static Set<Subject> subjects(List<Entry> plan, RunInfo run) {
        Set<Subject> subjects = new LinkedHashSet<>();
        plan.forEach(entry -> subjects.add(entry.evidence().subject()));
        if (subjects.isEmpty()) {
            subjects.add(run.source());
        }
        return subjects;
    }

    /** The newest plan of this very run, with all its records; empty when there is none. */
    private static List<Entry> plan(EvidenceStore store, Arguments arguments, RunInfo run) {
        EvidenceQuery query = EvidenceQuery.ofStep(Deployed.STEP)
                .id(arguments.optional("deployment").orElse(null))
                .job(run.origin().job());
        List<Entry> planned;
        try (Stream<Entry> entries = store.find(query)) {
            planned = entries.filter(entry ->
                            entry.evidence().origin().number() == run.origin().number())
                    .filter(entry ->
                            Deployed.PLANNED.equals(entry.evidence().details().get(Deployed.OUTCOME)))
                    .filter(entry -> arguments.optional("environment").isEmpty()
                            || arguments
                                    .string("environment")
                                    .equals(entry.evidence().details().get(Deployed.ENVIRONMENT)))
                    .toList();
        }
        boolean named = arguments.optional("deployment").isPresent()
                || arguments.optional("environment").isPresent();
        return planned.isEmpty() || !named
                ? List.of()
                : planned.stream()
                        .filter(entry -> details(planned)
                                .get(Deployed.DEPLOYMENT_ID)
                                .equals(entry.evidence().details().get(Deployed.DEPLOYMENT_ID)))
                        .toList();
    }

    private static Map<String, Object> details(List<Entry> plan) {
        return plan.get(0).evidence().details();
    }

    /** The rules of the environment and those of the step together; empty when neither names anybody. */
    private static Optional<Quorum> quorum(Arguments arguments, Optional<Environment> environment, Risk risk) {
        List<ApproverRule> rules = new ArrayList<>();
        arguments
                .objects("approvers")
                .forEach(rule -> rules.add(new ApproverRule(rule.string("group"), (int) rule.integer("count"))));
        if (!submitters(arguments).isEmpty()) {
            rules.add(new ApproverRule(Opening.submitterGroup(submitters(arguments)), 1));
        }
        Optional<Quorum> own = rules.isEmpty()
                ? Optional.empty()
                : Optional.of(new Quorum(rules, (int) arguments.integer("minApprovals")));
        Optional<Quorum> environments = environment
                .flatMap(owner -> Routing.people(owner, risk))
                .map(people -> new Quorum(
                        people.rules(), Math.max(people.minimum(), (int) arguments.integer("minApprovals"))));
        return environments.isPresent() && own.isPresent()
                ? Optional.of(environments.get().and(own.get()))
                : environments.or(() -> own);
    }

    static List<String> submitters(Arguments arguments) {
        return arguments.optional("submitter").stream()
                .flatMap(text -> Stream.of(text.split(",")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .distinct()
                .toList();
    }

    private static List<Approval.Shown> shown(
            EvidenceStore store, Optional<Environment> environment, Set<Subject> subjects) {
        // Without an environment nothing says which jobs count; then any job's evidence from source control is shown.
        Environment owner = environment.orElseGet(() -> Environment.open("none"));
        return AdmissionPolicy.evidence(owner, store, subjects).stream()
                .map(Approval.Shown::of)
                .toList();
    }

    private static List<String> changes(EvidenceStore store, String difference) throws IOException {
        Optional<InputStream> payload = difference == null ? Optional.empty() : store.payload(difference);
        if (payload.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(new BoundedPayload(payload.get()), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null && lines.size() < CHANGES; line = reader.readLine()) {
                lines.add(GateText.printable(line.length() > 200 ? line.substring(0, 200) + "…" : line));
            }
            if (reader.readLine() != null) {
                lines.add("… more in payload " + difference);
            }
        }
        return lines;
    }

    private static String hash(List<Approval.Shown> shown) {
        MessageDigest digest = Sha256.digest();
        shown.stream()
                .map(Approval.Shown::hash)
                .sorted()
                .forEach(hash -> digest.update((hash + "\n").getBytes(StandardCharsets.UTF_8)));
        return Sha256.hex(digest);
    }

    private static Duration longer(Duration own, Duration environments) {
        return own == null || own.compareTo(environments) < 0 ? environments : own;
    }

    private static Outcome wrong(String code, String text) {
        return new Outcome.Wrong(new Reason(code, text));
    }
}
