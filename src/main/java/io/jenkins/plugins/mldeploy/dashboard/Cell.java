package io.jenkins.plugins.mldeploy.dashboard;

import java.util.List;

/**
 * What is in one environment of one service: the newest deployment, or what was found there that others had deployed, or, where there is none of both, the newest rehearsal, which is no deployment. Where there is neither, but somebody
 * tried, only {@link #lastAttempt} is set.
 *
 * @param environment its name
 * @param service name of the release
 * @param outcome {@code deployed}, {@code adopted} or {@code rehearsed}; null when nothing is there
 * @param lastAttempt the newest attempt, when it came after what is there and did not succeed; null otherwise
 * @param images references of the manifest
 * @param chart name and version
 * @param subject abbreviated
 * @param commit null when the host checked out none
 * @param job and number of the run
 * @param at ISO-8601
 * @param strategy null when it was not recorded
 * @param approvers who approved
 * @param verdicts of the evidence about the same subjects, newest of each step and id, also newer than the deployment: a test that failed since then matters most
 * @param adopted what is known of what others deployed, null for everything else
 * @param bypassed true when what is there came in past the rules of the environment
 */
public record Cell(
        String environment,
        String service,
        String outcome,
        Attempt lastAttempt,
        List<String> images,
        String chart,
        String subject,
        String commit,
        String job,
        long number,
        String at,
        String strategy,
        List<String> approvers,
        List<Finding> verdicts,
        Adopted adopted,
        boolean bypassed) {

    /** Nothing is there, and somebody tried. */
    static Cell tried(String environment, String service, Attempt attempt) {
        return new Cell(
                environment,
                service,
                null,
                attempt,
                List.of(),
                null,
                null,
                null,
                null,
                0,
                null,
                null,
                List.of(),
                List.of(),
                null,
                false);
    }
}
