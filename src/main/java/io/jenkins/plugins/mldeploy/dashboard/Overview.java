package io.jenkins.plugins.mldeploy.dashboard;

import java.util.List;

/**
 * The whole first page.
 *
 * @param environments in the order of their configuration; those that only the journal knows come last
 * @param services in alphabetical order
 * @param cells at most one an environment and service
 * @param deliveries how each environment is delivered to, in the same order
 * @param runs newest first
 * @param records of these runs
 */
public record Overview(
        List<Place> environments,
        List<String> services,
        List<Cell> cells,
        List<Delivery> deliveries,
        List<RunRow> runs,
        long records) {}
