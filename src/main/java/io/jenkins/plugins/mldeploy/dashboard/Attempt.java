package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.List;

/**
 * An attempt to deploy that left the environment as it was, or in doubt; also one of others that was found so.
 *
 * @param outcome {@code refused}, {@code failed}, {@code rolledBack}, {@code notApplied} or {@code doubtful}
 * @param job and number of the run
 * @param at ISO-8601
 * @param reasons why
 */
public record Attempt(String outcome, String job, long number, String at, List<String> reasons) {
    static Attempt of(Entry entry) {
        Evidence evidence = entry.evidence();
        return new Attempt(
                String.valueOf(evidence.details().get(Deployed.OUTCOME)),
                evidence.origin().job(),
                evidence.origin().number(),
                evidence.at().toString(),
                evidence.reasons().stream().map(Reason::text).toList());
    }
}
