package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.List;

/**
 * The plan with the environment's answer to it.
 *
 * @param planHash SHA-256 over everything that is about to be applied
 * @param source what the workspace held
 * @param missing everything that keeps it out; empty: it may enter
 * @param warnings what an environment that only warns found missing
 * @param approvers who approved
 * @param allowance how far the approval lets it go
 * @param manifest payload: the manifests of all releases, Secret values hidden
 * @param difference payload: to what runs, null when nothing does
 * @param changedLines how many lines of the difference are added or removed
 */
record Judged(
        String planHash,
        String source,
        List<Reason> missing,
        List<Reason> warnings,
        List<String> approvers,
        Allowance allowance,
        String manifest,
        String difference,
        int changedLines) {
    Judged {
        missing = List.copyOf(missing);
        warnings = List.copyOf(warnings);
        approvers = List.copyOf(approvers);
        allowance = allowance == null ? Allowance.ALL : allowance;
    }

    /** Whether it may not enter, and people could change that: a gate makes sense. */
    boolean lacksPeopleOnly() {
        return missing.stream().anyMatch(Judged::isOfPeople)
                && missing.stream()
                        .allMatch(reason -> isOfPeople(reason) || reason.code().equals("WAIT_TIMER"));
    }

    private static boolean isOfPeople(Reason reason) {
        return reason.code().startsWith("APPROVAL_")
                || reason.code().equals("CHECK_MISSING")
                || reason.code().equals("BYPASS_NOT_ALLOWED");
    }
}
