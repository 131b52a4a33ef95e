package io.jenkins.plugins.mldeploy.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Rules over all evidence, risk, and the dry run over what was deployed. */
public class PolicyAsCodeTest {
    private static final String JOB = "shop/llm-app/main";
    private static final Subject OLD = Subject.image("sha256:" + "1".repeat(64));
    private static final Subject NEW = Subject.image("sha256:" + "2".repeat(64));
    /** A Wednesday, 11:00 in Paris. */
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private JournalFileStore store;
    private Instant clock = NOW.minus(Duration.ofDays(10));
    private long run = 1;

    @Before
    public void open() throws IOException {
        store = JournalFileStore.open(folder.getRoot().toPath(), warning -> {});
    }

    @After
    public void close() throws IOException {
        store.close();
    }

    @Test
    public void aRuleOverAllEvidenceStopsWhatMissesItAndWhatCantBeJudged() throws IOException {
        Environments environments = read("rules: ['tests.passRate >= 0.99 && scan.new.critical == 0']");
        assertThat(missing(environments, NEW)).extracting(Reason::code).containsExactly("RULE_NOT_EVALUATED");
        tests(NEW, 100, Verdict.PASS);
        assertThat(missing(environments, NEW).get(0).text())
                .isEqualTo("rule for sha256:222222222222: tests.passRate >= 0.99 && scan.new.critical == 0"
                        + " (could not be judged: no scan.new.critical; tests.passRate is 1.0)");
        scan(NEW, 1);
        assertThat(missing(environments, NEW).get(0).code()).isEqualTo("RULE_MISSED");
        scan(NEW, 0);
        assertThat(missing(environments, NEW)).isEmpty();
        // A scan that broke since is not made good by the one before.
        append(NEW, "containerScan", "scan", Verdict.NOT_EVALUATED, Map.of("new.critical", 0.0), Map.of());
        assertThat(missing(environments, NEW)).extracting(Reason::code).containsExactly("RULE_NOT_EVALUATED");
    }

    @Test
    public void aWrongRuleIsAnErrorOfTheFileWithItsLineAndColumn() {
        assertThatThrownBy(() -> read("rules: ['tests.passrate >= 0.99', \"scan.new.critical == 'no'\"]"))
                .isInstanceOfSatisfying(
                        WrongConfiguration.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "environments.yaml:5:14: rule: there is no 'tests.passrate'; did you mean 'tests.passRate'?",
                                        "environments.yaml:5:58: rule: found no matching overload for '_==_' applied to '(int, string)'"));
        assertThatThrownBy(() -> read("rules:\n      - >-\n        tests.passRate >= 0.9 &&\n        nonsense"))
                .hasMessageContaining("there is no 'nonsense'");
    }

    @Test
    public void unknownNamesOfTheNewKeysAreErrorsWithTheNearestName() {
        Map<String, String> wrong = Map.of(
                "notify: [chat]", "there is no web hook 'chat'",
                "checks: [{name: board, webHook: bord}]", "there is no web hook 'bord'",
                "bypass: [authenticated]", "is everybody",
                "remindEvery: 10s", "must be a minute or more",
                "risk: {low: 50, high: 20}", "0 <= low <= high",
                "escalation: {after: 1h}", "needs 'notify', 'standIns' or 'approvers'",
                "escalation: {after: 1h, standIns: [everyone]}", "is everybody",
                "excludeCommitAuthors: maybe", "must be true or false",
                "rulez: ['true']", "unknown key 'rulez'");
        wrong.forEach((key, text) -> assertThatThrownBy(() -> read(key)).as(key).hasMessageContaining(text));
        assertThatThrownBy(() -> parse("webHooks: [{name: a, url: 'http://chat.example/x', secretId: s}]\n"
                        + "environments: [{name: production}]\n"))
                .hasMessageContaining("needs a URL with https");
        assertThatThrownBy(() -> parse("teams: [{name: sre, users: [bob]}]\n"
                        + "delegations: [{from: eve, to: bob, until: 2026-12-24}, {from: bob, to: eve, until: later}]\n"
                        + "environments: [{name: production}]\n"))
                .hasMessageContaining("'eve' is a user of no team")
                .hasMessageContaining("'later' is no end");
    }

    @Test
    public void lowRiskGoesToNoPersonAndHighRiskToTwoGroups() throws IOException {
        Environments environments =
                read("continuousDeployment: true", "risk: {low: 20, high: 50, highApprovers: [{group: security}]}");
        deploy(OLD, Deployed.DEPLOYED, 3);
        tests(OLD, 100, Verdict.PASS);
        scan(OLD, 0);
        tests(NEW, 100, Verdict.PASS);
        scan(NEW, 0);
        plan(NEW, 3);
        assertThat(missing(environments, NEW)).isEmpty();

        // Worse tests: one group. Worse tests, new findings, bad history, on a Sunday: two.
        tests(NEW, 98, Verdict.PASS);
        List<Reason> medium = missing(environments, NEW);
        assertThat(medium).hasSize(1);
        assertThat(medium.get(0).text())
                .isEqualTo("approval 0/1 (sre); risk 25: +20 pass rate of 'llm' 98.0 %, was 100.0 %,"
                        + " +5 3 changed line(s) of the manifest");
        deploy(NEW, Deployed.ROLLED_BACK, 3);
        append(
                NEW,
                "containerScan",
                "scan",
                Verdict.PASS,
                Map.of("new.critical", 1.0),
                Map.of("findings", List.of(Map.of("id", "CVE-1"))));
        Admission admission =
                AdmissionPolicy.admit(environments, request(NEW), store, Instant.parse("2026-11-29T10:00:00Z"));
        String high = ((Admission.Refused) admission).missing().get(0).text();
        assertThat(high)
                .startsWith("approval 0/2 (sre, security); risk 60: ")
                .contains("+10 1 new finding(s): CVE-1")
                .contains("+10 1 of the last 2 deployment(s) failed")
                .contains("+15 Sunday 11:00");
    }

    @Test
    public void whatIsNotKnownIsARisk() throws IOException {
        Environment production =
                read("risk: {low: 20, high: 60}").environments().get(0);
        Risk first = RiskAssessment.of(production, store, Set.of(NEW), null, NOW);
        assertThat(first.reasons()).extracting(Reason::code).containsExactly("RISK_FIRST", "RISK_SIZE");
        deploy(OLD, Deployed.DEPLOYED, 3);
        Risk untested = RiskAssessment.of(production, store, Set.of(NEW), null, NOW);
        assertThat(untested.score()).isEqualTo(50);
        assertThat(untested.reasons())
                .extracting(Reason::code)
                .containsExactly("RISK_FINDINGS", "RISK_QUALITY", "RISK_SIZE");
    }

    @Test
    public void aDryRunSaysWhichPastDeploymentsWouldHaveBeenStoppedAndWhy() throws IOException {
        for (int i = 0; i < 60; i++) {
            Subject image = Subject.image("sha256:" + "%064x".formatted(i + 16));
            tests(image, i % 15 == 14 ? 95 : 100, Verdict.PASS);
            scan(image, 0);
            deploy(image, Deployed.DEPLOYED, 1);
            // What was found out later does not count for what was deployed before.
            scan(image, 9);
        }
        List<PolicyTrial.Judged> judged = PolicyTrial.run(
                parse(
                        "environments: [{name: production, rules: ['tests.passRate >= 0.99 && scan.new.critical == 0']}]"),
                "production",
                store,
                50);
        assertThat(judged).hasSize(50);
        List<PolicyTrial.Judged> stopped =
                judged.stream().filter(PolicyTrial.Judged::stopped).toList();
        assertThat(stopped).hasSize(4);
        assertThat(stopped)
                .allSatisfy(each -> assertThat(each.stoppedBy().get(0).text()).contains("tests.passRate is 0.95"));
        // Rules that only warn are tried as if they refused.
        assertThat(PolicyTrial.run(
                                parse("environments: [{name: production, enforcement: warn, branches: [release]}]"),
                                "production",
                                store,
                                5)
                        .stream()
                        .filter(PolicyTrial.Judged::stopped))
                .hasSize(5);
    }

    private List<Reason> missing(Environments environments, Subject image) {
        Admission admission = AdmissionPolicy.admit(environments, request(image), store, NOW);
        return admission instanceof Admission.Refused refused ? refused.missing() : List.of();
    }

    private static AdmissionRequest request(Subject image) {
        return new AdmissionRequest(
                "production",
                "prod",
                new Origin(JOB, 99, "a".repeat(40), "main", true, List.of("alice")),
                Subject.commit("a".repeat(40)),
                List.of(new AdmissionRequest.Image("reg/api@" + image, image.value(), null)),
                "c".repeat(64),
                false);
    }

    private static Environments read(String... keys) throws IOException {
        return parse(
                """
                teams: [{name: sre, users: [bob]}, {name: security, users: [carol]}]
                environments:
                  - name: production
                    window: {cron: "* * * * *", timeZone: Europe/Paris}
                    %s
                    approvers: [{group: sre}]
                """
                        .formatted(String.join("\n    ", keys))
                        .replace(keys[0].startsWith("rules") ? "    approvers: [{group: sre}]\n" : "\0", ""));
    }

    private static Environments parse(String text) throws IOException {
        return EnvironmentsFile.read(
                "environments.yaml", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void tests(Subject subject, int passed, Verdict verdict) throws IOException {
        append(
                subject,
                "mlTest",
                "llm",
                verdict,
                Map.of(
                        "tests.passed",
                        (double) passed,
                        "tests.failed",
                        100.0 - passed,
                        "tests.passRate",
                        passed / 100.0),
                Map.of());
    }

    private void scan(Subject subject, int critical) throws IOException {
        append(subject, "containerScan", "scan", Verdict.PASS, Map.of("new.critical", (double) critical), Map.of());
    }

    private void plan(Subject subject, int lines) throws IOException {
        deployment(subject, Deployed.PLANNED, lines, "c".repeat(64));
    }

    private void deploy(Subject subject, String outcome, int lines) throws IOException {
        deployment(subject, outcome, lines, "d".repeat(64));
    }

    private void deployment(Subject subject, String outcome, int lines, String planHash) throws IOException {
        append(
                subject,
                Deployed.STEP,
                "prod",
                Verdict.PASS,
                Map.of(),
                Map.of(
                        Deployed.ENVIRONMENT,
                        "production",
                        Deployed.DEPLOYMENT_ID,
                        "d" + run,
                        Deployed.OUTCOME,
                        outcome,
                        "planHash",
                        planHash,
                        "changedLines",
                        lines,
                        "images",
                        List.of("reg/api@" + subject)));
        run++;
    }

    private void append(
            Subject subject,
            String step,
            String id,
            Verdict verdict,
            Map<String, Double> metrics,
            Map<String, Object> details)
            throws IOException {
        clock = clock.plusSeconds(60);
        store.append(new Evidence(
                subject,
                step,
                id,
                verdict,
                metrics,
                List.of(),
                details,
                Map.of(),
                new Origin(JOB, run, "a".repeat(40), "main", true, List.of("alice")),
                clock));
    }
}
