package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges rules over all evidence of an image. What could not be judged is missing as much as what does not hold. */
final class RuleCheck {
    private final Environment environment;
    private final EvidenceStore store;
    private final Instant now;

    RuleCheck(Environment environment, EvidenceStore store, Instant now) {
        this.environment = environment;
        this.store = store;
        this.now = now;
    }

    /**
     * One reason a rule that does not hold.
     *
     * @param code {@code RULE} or {@code APPROVAL_CONDITION}; becomes {@code …_MISSED} or {@code …_NOT_EVALUATED}
     * @param subjects the digest of an image with the commit that it was built from
     * @param all everything that the plan brings in, for the risk
     */
    List<Reason> missing(
            List<String> rules, String code, Set<Subject> subjects, AdmissionRequest request, Set<Subject> all) {
        if (rules.isEmpty()) {
            return List.of();
        }
        Map<List<String>, Entry> newest = new LinkedHashMap<>();
        for (Entry entry : EvidenceCheck.newest(environment, store, subjects)) {
            newest.merge(
                    List.of(entry.evidence().step(), entry.evidence().id()),
                    entry,
                    (one, other) -> one.seq() > other.seq() ? one : other);
        }
        Map<String, Object> facts = EvidenceFacts.of(newest.values(), request.origin(), now);
        if (rules.stream().anyMatch(rule -> rule.contains("risk"))) {
            facts.put("risk.score", (long) RiskAssessment.of(environment, store, all, request.planHash(), now)
                    .score());
        }
        List<Reason> missing = new ArrayList<>();
        for (String text : rules) {
            try {
                CelRule.Outcome outcome = CelRule.compile(text).judge(facts);
                if (outcome.state() != CelRule.State.HOLDS) {
                    missing.add(new Reason(
                            code + (outcome.state() == CelRule.State.MISSED ? "_MISSED" : "_NOT_EVALUATED"),
                            "rule for " + EvidenceCheck.display(subjects) + ": " + outcome.text()));
                }
            } catch (CelRule.Wrong e) {
                missing.add(new Reason(
                        "CONFIGURATION_WRONG", "'" + environment.name() + "': rule '" + text + "': " + e.getMessage()));
            }
        }
        return missing;
    }
}
