package io.jenkins.plugins.mldeploy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import org.junit.Test;

public class EnvironmentBuilderTest {
    private static final Environment FULL = Environment.builder("production")
            .tier("production")
            .enforcement(Enforcement.WARN)
            .jobs(List.of("shop/api"))
            .branches(List.of("main"))
            .approvers(List.of(new ApproverRule("sre", 1)))
            .minApprovals(2)
            .allowSelfApproval(true)
            .requiredEvidence(List.of(new RequiredEvidence("mlTest", null, null, List.of())))
            .window(new DeploymentWindow("* 9-16 * * *", "UTC"))
            .freezes(List.of(new Freeze("2026-12-20", "2027-01-04", "year end")))
            .waitTimer(Duration.ofMinutes(10))
            .continuousDeployment(true)
            .cluster(new Environment.Cluster("prod", null, List.of("shop")))
            .runsOn("deployers")
            .approvals(new ApprovalRules(true, false, null, null, null, null, null))
            .rules(List.of("true"))
            .risk(new RiskRouting(10, 60, List.of(new ApproverRule("security", 1))))
            .watch(new WatchRules("api", Duration.ofMinutes(5), 5, List.of(), List.of(), List.of(), List.of(), null))
            .build();

    /** A rule that a copy forgets is a door that opens when a folder tightens another one. */
    @Test
    public void aCopyKeepsEveryRule() throws ReflectiveOperationException {
        for (RecordComponent component : Environment.class.getRecordComponents()) {
            assertThat(component.getAccessor().invoke(FULL))
                    .as("%s is given by this test, and is not the default", component.getName())
                    .isNotEqualTo(component.getAccessor().invoke(Environment.open("staging")));
        }
        assertThat(FULL.toBuilder().build()).isEqualTo(FULL);
    }

    @Test
    public void oneRuleIsChangedAndNoOther() {
        Environment changed = FULL.toBuilder().enforcement(Enforcement.BLOCK).build();
        assertThat(changed.enforcement()).isEqualTo(Enforcement.BLOCK);
        assertThat(changed.toBuilder().enforcement(Enforcement.WARN).build()).isEqualTo(FULL);
    }
}
