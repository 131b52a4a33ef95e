package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.policy.AdmissionPolicy;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.policy.ApproverRule;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.Quorum;
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

        /** The environment removes the person, and the step names nobody. */
        record NotNeeded(String environment) implements Outcome {}

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
            return wrong(
                    "ENVIRONMENT_UNKNOWN",
                    "there is no environment '" + name + "'" + NearestName.hint(name, environments.names()));
        }
        Optional<Quorum> quorum = quorum(arguments, environment);
        if (quorum.isEmpty()) {
            return environment.filter(Environment::continuousDeployment).isPresent()
                    ? new Outcome.NotNeeded(name)
                    : wrong(
                            "NOBODY_MAY_APPROVE",
                            "nobody may approve: give the step approvers or submitter"
                                    + (name == null ? "" : ", or environment '" + name + "' approvers"));
        }
        return new Outcome.Opened(new Gates(services.home(), services.clock())
                .open(opening(services, arguments, environment, quorum.get(), plan)));
    }

    private Opening opening(
            Services services, Arguments arguments, Optional<Environment> environment, Quorum quorum, List<Entry> plan)
            throws IOException {
        RunInfo run = services.run();
        Set<Subject> subjects = new LinkedHashSet<>();
        plan.forEach(entry -> subjects.add(entry.evidence().subject()));
        if (subjects.isEmpty()) {
            subjects.add(run.source());
        }
        List<Approval.Shown> shown = shown(services.evidence(), environment, subjects);
        String difference =
                plan.isEmpty() ? null : plan.get(0).evidence().payloads().get("difference");
        Instant now = services.clock().instant();
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
                run.requestersKnown(),
                environmentDecides ? environment.get().allowSelfApproval() : arguments.is("allowSelfApproval"),
                arguments.is("requireReason"),
                arguments.is("supersedeOlder"),
                now,
                now.plus(arguments.duration("timeout")),
                longer(
                        arguments.duration("waitTimer"),
                        environment.map(Environment::waitTimer).orElse(Duration.ZERO)),
                arguments.string("onTimeout"));
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
    private static Optional<Quorum> quorum(Arguments arguments, Optional<Environment> environment) {
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
                .filter(owner ->
                        !owner.continuousDeployment() && !owner.approvers().isEmpty())
                .map(owner -> new Quorum(
                        owner.approvers(), Math.max(owner.minApprovals(), (int) arguments.integer("minApprovals"))));
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
