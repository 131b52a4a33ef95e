/**
 * The step {@code mlTest}: {@link io.jenkins.plugins.mldeploy.mltest.MlTest} is the entry. Runs a command, reads JUnit XML, metric
 * files and data sets (CSV, JSON Lines, Parquet) where they lie, judges them by gates, budget and baseline, and records one piece of evidence. Readers stream
 * and hold what grows with the input in bounded memory. Knows no other feature, no process, no host.
 */
package io.jenkins.plugins.mldeploy.mltest;
