package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.policy.Condition;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What people decide about the plan of a call, recorded as approveGate records it. */
final class Decisions {
    private Decisions() {}

    /** Plans the call, and has sam approve that plan. */
    static void approve(Rig rig, Map<String, Object> call, Condition condition) throws IOException {
        record(rig, call, Approval.APPROVED, List.of(new Approval.Approver("sam", Set.of("sre"))), null, condition);
    }

    /** Plans the call, and has sam reject that plan. */
    static void reject(Rig rig, Map<String, Object> call) throws IOException {
        record(rig, call, "REJECTED", List.of(), "sam", null);
    }

    private static void record(
            Rig rig,
            Map<String, Object> call,
            String decision,
            List<Approval.Approver> approvers,
            String rejectedBy,
            Condition condition)
            throws IOException {
        Map<String, Object> plan = new LinkedHashMap<>(call);
        plan.put("dryRun", true);
        StepResult planned = rig.deploy(plan);
        if (!"planned".equals(planned.returned().get("outcome"))) {
            throw new AssertionError("no plan: " + planned.sentence() + "\n" + rig.logged());
        }
        rig.log.clear();
        rig.states.clear();
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        Instant now = rig.clock().instant();
        Approval approval = new Approval(
                "production",
                (String) planned.returned().get("planHash"),
                decision,
                approvers,
                rejectedBy,
                List.of("alice"),
                List.of(),
                now,
                now,
                false,
                null,
                condition,
                null);
        rig.store.append(new Evidence(
                Subject.commit("a".repeat(40)),
                Approval.STEP,
                "prod",
                Verdict.PASS,
                Map.of(),
                List.of(),
                approval.toDetails(),
                Map.of(),
                rig.run().origin(),
                now));
    }
}
