package io.jenkins.plugins.mldeploy.jenkins.policy;

import hudson.util.FormValidation;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.PolicyTrial;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Shows which past deployments rules would have stopped, before anybody uses them. */
final class RulesTrial {
    /** Of each environment. */
    private static final int LAST = 50;

    private RulesTrial() {}

    /** @param visible the jobs whose names may be shown */
    static FormValidation of(Environments environments, EvidenceStore store, Predicate<String> visible) {
        List<FormValidation> lines = new ArrayList<>();
        for (String environment : environments.names()) {
            List<PolicyTrial.Judged> judged = PolicyTrial.run(environments, environment, store, LAST);
            boolean stops = judged.stream().anyMatch(PolicyTrial.Judged::stopped);
            String sentence = environment + ": " + PolicyTrial.sentence(judged);
            lines.add(stops ? FormValidation.warning(sentence) : FormValidation.ok(sentence));
            judged.stream()
                    .filter(PolicyTrial.Judged::stopped)
                    .forEach(each -> lines.add(FormValidation.warning(line(each, visible))));
        }
        // Escaped by FormValidation: what reports and people wrote is shown as text.
        return lines.isEmpty() ? FormValidation.ok(Messages.RulesTrial_nothing()) : FormValidation.aggregate(lines);
    }

    private static String line(PolicyTrial.Judged judged, Predicate<String> visible) {
        Evidence deployment = judged.deployment().evidence();
        boolean seen = visible.test(deployment.origin().job());
        return "%s, %s, %s: %s"
                .formatted(
                        seen ? deployment.origin().display() : Messages.RulesTrial_hidden(),
                        deployment.at().truncatedTo(ChronoUnit.SECONDS),
                        deployment.details().get("outcome"),
                        seen
                                ? judged.stoppedBy().stream().map(Reason::text).collect(Collectors.joining("; "))
                                : judged.stoppedBy().stream().map(Reason::code).collect(Collectors.joining(", ")));
    }
}
