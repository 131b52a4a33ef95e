package io.jenkins.plugins.mldeploy.dashboard;

import java.util.List;

/**
 * One run in full.
 *
 * @param run as in a list of runs
 * @param accounts its records, the newest first
 */
public record RunReport(RunRow run, List<Account> accounts) {}
