package io.jenkins.plugins.mldeploy.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.Test;

public class TighteningTest {
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
