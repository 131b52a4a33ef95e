package io.jenkins.plugins.mldeploy.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class TighteningTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static final String BASE =
            """
            teams:
              - {name: sre, users: [bob, dora]}
              - {name: security, users: [carol]}
            environments:
              - name: staging
              - name: production
                enforcement: warn
                jobs: [shop/a, shop/b]
                branches: [main]
                approvers: [{group: sre, count: 1}]
                allowSelfApproval: true
                window: {cron: "* 9-16 * * *", timeZone: UTC}
                waitTimer: 10m
            """;

    private static Environments base() {
        return environments(BASE);
    }

    private static Environments environments(String yaml) {
        try {
            return EnvironmentsFile.read("base", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Tightening> read(String yaml) throws IOException {
        return TighteningsFile.read("folder", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    }

    private static Environment production(String yaml) throws IOException {
        return base().tightenedBy("folder", read("environments:\n  - name: production\n" + yaml.indent(4)))
                .find("production")
                .orElseThrow();
    }

    @Test
    public void everyDemandOfBothLevelsHolds() throws IOException {
        Environment both = production(
                """
                enforcement: block
                jobs: [shop/b, shop/c]
                branches: [main, release]
                approvers: [{group: security, count: 1}, {group: sre, count: 2}]
                allowSelfApproval: false
                requiredEvidence: [{step: containerScan}]
                waitTimer: 5m
                """);

        assertThat(both)
                .returns(Enforcement.BLOCK, Environment::enforcement)
                .returns(List.of("shop/b"), Environment::jobs)
                .returns(List.of("main"), Environment::branches)
                .returns(List.of(new ApproverRule("sre", 2), new ApproverRule("security", 1)), Environment::approvers)
                .returns(3, Environment::minApprovals)
                .returns(false, Environment::allowSelfApproval)
                .returns(
                        List.of(new RequiredEvidence("containerScan", null, null, null)), Environment::requiredEvidence)
                .returns(Duration.ofMinutes(10), Environment::waitTimer);
        assertThat(production("waitTimer: 1h").waitTimer()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    public void aLevelThatDemandsNothingLeavesTheExampleOfTheDocumentationAsItIs() throws IOException {
        String page = Files.readString(Path.of("docs/environments.md"));
        String example = page.substring(page.indexOf("```yaml") + 7, page.indexOf("```", page.indexOf("```yaml") + 7));
        Environments documented = environments(example);

        Environments same = documented.tightenedBy("folder", read("environments:\n  - name: production\n"));

        Environment production = documented.find("production").orElseThrow();
        assertThat(same.find("production").orElseThrow())
                .usingRecursiveComparison()
                .ignoringFields("freezes")
                .isEqualTo(production);
        // A freeze now says its zone itself.
        assertThat(same.find("production").orElseThrow().freezes())
                .containsExactly(new Freeze("2026-12-20", "2027-01-04", "year end", "Europe/Paris"));
    }

    @Test
    public void anOpenEnvironmentBecomesProtected() throws IOException {
        Environments both = base().tightenedBy("folder", read("environments: [{name: staging, branches: [main]}]"));

        assertThat(both.find("staging").orElseThrow().isProtected()).isTrue();
    }

    @Test
    public void twoWindowsMustBothBeOpenAndEachFreezeKeepsItsZone() throws IOException {
        Environment both = production(
                """
                window: {cron: "* 12-20 * * *", timeZone: UTC}
                freezes: [{from: "2026-11-22T15:00", to: "2026-11-22T16:00"}]
                """);

        assertThat(codes(both, "2026-11-22T10:00:00Z")).containsExactly("WINDOW_CLOSED");
        assertThat(codes(both, "2026-11-22T18:00:00Z")).containsExactly("WINDOW_CLOSED");
        assertThat(codes(both, "2026-11-22T13:00:00Z")).isEmpty();
        assertThat(codes(both, "2026-11-22T15:30:00Z")).containsExactly("FROZEN");
        Environment paris = production(
                """
                window: {cron: "* * * * *", timeZone: Europe/Paris}
                freezes: [{from: "2026-11-22T12:00", to: "2026-11-22T13:00"}]
                """);
        assertThat(codes(paris, "2026-11-22T11:30:00Z")).containsExactly("FROZEN");
        assertThat(codes(paris, "2026-11-22T12:30:00Z")).isEmpty();
    }

    private static List<String> codes(Environment environment, String now) {
        return OpeningHours.missing(environment, Instant.parse(now)).stream()
                .map(Reason::code)
                .toList();
    }

    @Test
    public void aPersonOfThisLevelEndsContinuousDeploymentAndOnlyThatPersonIsAsked() throws IOException {
        Environments continuous = environments(BASE + "    continuousDeployment: true\n");

        Environment both = continuous
                .tightenedBy("folder", read("environments: [{name: production, approvers: [{group: security}]}]"))
                .find("production")
                .orElseThrow();

        assertThat(both.continuousDeployment()).isFalse();
        assertThat(both.approvers()).containsExactly(new ApproverRule("security", 1));
        assertThat(both.minApprovals()).isEqualTo(1);
        assertThat(continuous
                        .tightenedBy("folder", read("environments: [{name: production, branches: [main]}]"))
                        .find("production")
                        .orElseThrow()
                        .continuousDeployment())
                .isTrue();
    }

    @Test
    public void whereTheRiskDecidesThePeopleOfBothLevelsAreAsked() throws IOException {
        Environments routed = environments(BASE + "    continuousDeployment: true\n    risk: {low: 20, high: 60}\n");

        Environment both = routed.tightenedBy(
                        "folder", read("environments: [{name: production, approvers: [{group: security}]}]"))
                .find("production")
                .orElseThrow();

        assertThat(both.continuousDeployment()).isFalse();
        assertThat(both.approvers()).extracting(ApproverRule::group).containsExactly("sre", "security");
        assertThat(both.risk())
                .isEqualTo(routed.find("production").orElseThrow().risk());
    }

    @Test
    public void levelsAddUp() throws IOException {
        Environment both = base().tightenedBy("outer", read("environments: [{name: production, jobs: [shop/b]}]"))
                .tightenedBy("inner", read("environments: [{name: production, approvers: [{group: security}]}]"))
                .find("production")
                .orElseThrow();

        assertThat(both.jobs()).containsExactly("shop/b");
        assertThat(both.approvers()).extracting(ApproverRule::group).containsExactly("sre", "security");
    }

    @Test
    public void whatWouldLoosenIsAnErrorThatSaysSo() {
        assertThatThrownBy(
                        () -> production(
                                """
                        enforcement: warn
                        allowSelfApproval: true
                        continuousDeployment: true
                        cluster: {context: other}
                        runsOn: mine
                        """))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageContaining("folder:3:18: 'enforcement' can only be block here")
                .hasMessageContaining("'allowSelfApproval' can only be false here")
                .hasMessageContaining("'continuousDeployment' is the environment's own")
                .hasMessageContaining("'cluster' is the environment's own")
                .hasMessageContaining("'runsOn' is the environment's own");
        assertThatThrownBy(() -> read("teams: [{name: sre, users: [me]}]\nenvironments: [{name: a}]"))
                .hasMessageContaining("unknown key 'teams'");
    }

    private static final String APPROVED =
            """
            teams:
              - {name: sre, users: [bob, dora]}
              - {name: leads, users: [lena]}
            webHooks:
              - {name: board, url: "https://board.example/x", secretId: s}
              - {name: audit, url: "https://audit.example/x", secretId: s}
            environments:
              - name: production
                approvers: [{group: sre}]
                rules: ["tests.failed == 0"]
                bypass: [leads, sre]
                checks: [{name: board, webHook: board, timeout: 1h}]
                escalation: {after: 2h, standIns: [leads]}
            """;

    private static Environment approved(String yaml) throws IOException {
        return environments(APPROVED)
                .tightenedBy("folder", read("environments:\n  - name: production\n" + yaml.indent(4)))
                .find("production")
                .orElseThrow();
    }

    @Test
    public void rulesChecksReasonAndAuthorsAreDemandedOnTopAndABypassIsOnlyNarrowed() throws IOException {
        Environment both = approved(
                """
                rules: ["scan.new.critical == 0", "true"]
                requireReason: true
                excludeCommitAuthors: true
                checks: [{name: audit, webHook: audit}, {name: board, webHook: board, timeout: 24h}]
                bypass: [leads, strangers]
                """);

        // A rule that always holds takes none of the others back.
        assertThat(both.rules()).containsExactly("tests.failed == 0", "scan.new.critical == 0", "true");
        ApprovalRules approvals = both.approvals();
        assertThat(approvals.requireReason()).isTrue();
        assertThat(approvals.excludeCommitAuthors()).isTrue();
        assertThat(approvals.bypass()).containsExactly("leads");
        assertThat(approvals.checks())
                .containsExactly(
                        new ApprovalRules.ExternalCheck("board", "board", Duration.ofHours(1)),
                        new ApprovalRules.ExternalCheck("audit", "audit", null));
        assertThat(approved("checks: [{name: board, webHook: board, timeout: 5m}]")
                        .approvals()
                        .checks())
                .extracting(ApprovalRules.ExternalCheck::timeout)
                .containsExactly(Duration.ofMinutes(5));
        assertThat(approved("bypass: [strangers]").approvals().bypass()).isEmpty();
        assertThat(production("bypass: [sre]").approvals().bypass()).isEmpty();
        // Nothing said is nothing changed.
        assertThat(approved("branches: [main]").approvals())
                .isEqualTo(
                        environments(APPROVED).find("production").orElseThrow().approvals());
    }

    @Test
    public void theStandInsOfTheEnvironmentFillNoPlaceThatThisLevelDemands() throws IOException {
        ApprovalRules.Escalation alone =
                approved("branches: [main]").approvals().escalation();
        assertThat(alone.standFor()).containsExactly("sre");
        ApprovalRules.Escalation other =
                approved("approvers: [{group: security}]").approvals().escalation();
        assertThat(other.counted(Set.of("leads"))).containsExactlyInAnyOrder("leads", "sre");
        ApprovalRules.Escalation same =
                approved("approvers: [{group: sre, count: 2}]").approvals().escalation();
        assertThat(same.counted(Set.of("leads"))).containsExactly("leads");
    }

    @Test
    public void aRuleOfThisLevelRefusesWhatTheEnvironmentsOwnRuleWouldLetIn() throws IOException {
        Environments open = environments("environments: [{name: production, rules: ['run.branch != \"wild\"']}]");
        Environments both = open.tightenedBy(
                "folder", read("environments: [{name: production, rules: ['run.branch == \"main\"']}]"));
        assertThat(refusals(open, "feature")).isEmpty();
        assertThat(refusals(both, "feature")).containsExactly("RULE_MISSED");
        assertThat(refusals(both, "wild")).containsExactly("RULE_MISSED", "RULE_MISSED");
        assertThat(refusals(both, "main")).isEmpty();
    }

    private List<String> refusals(Environments environments, String branch) throws IOException {
        try (JournalFileStore store = JournalFileStore.open(folder.newFolder().toPath(), warning -> {})) {
            Subject commit = Subject.commit("a".repeat(40));
            Admission admission = AdmissionPolicy.admit(
                    environments,
                    new AdmissionRequest(
                            "production",
                            "prod",
                            new Origin("shop/a", 7, "a".repeat(40), branch, true, List.of("zoe")),
                            commit,
                            List.of(),
                            "c".repeat(64),
                            false,
                            100),
                    store,
                    Instant.parse("2026-11-20T10:00:00Z"));
            return admission instanceof Admission.Refused refused
                    ? refused.missing().stream().map(Reason::code).toList()
                    : List.of();
        }
    }

    @Test
    public void whatWouldLoosenRulesOrApprovalsIsAnError() {
        assertThatThrownBy(
                        () -> approved(
                                """
                        requireReason: false
                        excludeCommitAuthors: false
                        risk: {low: 90}
                        escalation: {after: 1m, standIns: [friends]}
                        notify: [board]
                        remindEvery: 1h
                        rules: ["tests.failed =="]
                        """))
                .hasMessageContaining("folder:3:20: 'requireReason' can only be true here")
                .hasMessageContaining("'excludeCommitAuthors' can only be true here")
                .hasMessageContaining("'risk' is the environment's own")
                .hasMessageContaining("'escalation' is the environment's own")
                .hasMessageContaining("'notify' is the environment's own")
                .hasMessageContaining("'remindEvery' is the environment's own")
                .hasMessageContaining("folder:9:");
        assertThatThrownBy(() -> approved("checks: [{name: board, webHook: audit}]"))
                .hasMessageContaining("check 'board' asks web hook 'board', and here 'audit'");
        assertThatThrownBy(() -> approved("checks: [{name: mine, webHook: bord}]"))
                .hasMessageContaining("there is no web hook 'bord'; did you mean 'board'?");
        assertThatThrownBy(() -> read("webHooks: []\nenvironments: [{name: production}]"))
                .hasMessageContaining("unknown key 'webHooks'");
        // A demand that nobody would ever be asked for is a mistake.
        for (String demand : List.of("requireReason: true", "bypass: [leads]")) {
            assertThatThrownBy(
                            () -> base().tightenedBy("folder", read("environments: [{name: staging, " + demand + "}]")))
                    .as(demand)
                    .hasMessageContaining("nobody is asked for one; give approvers as well");
        }
    }

    @Test
    public void whatNothingCouldSatisfyIsAnErrorWithBothSides() {
        assertThatThrownBy(() -> production("jobs: [other]"))
                .hasMessageContaining(
                        "folder: 'production': no jobs are left: the environment takes shop/a, shop/b, this level other");
        assertThatThrownBy(() -> base().tightenedBy("folder", read("environments: [{name: prodution}]")))
                .hasMessageContaining("there is no environment 'prodution'; did you mean 'production'?");
        assertThatThrownBy(() -> base().tightenedBy("folder", read("environments: [{name: staging, minApprovals: 2}]")))
                .hasMessageContaining("no level says whose");
        assertThatThrownBy(() -> read("environments: [{name: a}, {name: a}]")).hasMessageContaining("twice");
        assertThatThrownBy(() -> read("")).hasMessageContaining("empty");
    }
}
