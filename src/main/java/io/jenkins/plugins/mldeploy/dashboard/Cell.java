package io.jenkins.plugins.mldeploy.dashboard;

import java.util.List;

/**
 * What is in one environment of one service: the newest deployment, or, where there is none, the newest rehearsal, which is no deployment.
 *
 * @param environment its name
 * @param service name of the release
 * @param outcome {@code deployed} or {@code rehearsed}
 * @param lastAttempt outcome of the newest attempt, when it is another: {@code refused}, {@code failed}, {@code rolledBack}
 * @param images references of the manifest
 * @param chart name and version
 * @param subject abbreviated
 * @param job and number of the run
 * @param at ISO-8601
 * @param approvers who approved
 * @param verdicts of the evidence about the same subjects, newest of each step and id
 */
public record Cell(
        String environment,
        String service,
        String outcome,
        String lastAttempt,
        List<String> images,
        String chart,
        String subject,
        String commit,
        String job,
        long number,
        String at,
        String strategy,
        List<String> approvers,
        List<Finding> verdicts) {}
