package io.jenkins.plugins.mldeploy.dashboard;

import java.util.List;

/**
 * A run with all that it recorded.
 *
 * @param at of its newest record, ISO-8601
 * @param verdict the worst of its records
 */
public record RunRow(
        String job, long number, String commit, String branch, String at, String verdict, List<Finding> findings) {}
