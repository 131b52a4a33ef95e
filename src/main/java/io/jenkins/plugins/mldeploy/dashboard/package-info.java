/**
 * What the dashboard shows, computed from the journal: {@link io.jenkins.plugins.mldeploy.dashboard.Dashboard} is the entry for records, {@link
 * io.jenkins.plugins.mldeploy.dashboard.GateBoard} for gates; {@link io.jenkins.plugins.mldeploy.dashboard.PageJson} writes both for the page. The page itself ({@link io.jenkins.plugins.mldeploy.dashboard.PageFile}) lies in the resources and knows no host. No HTTP in here, and no judging: verdicts are shown as
 * they were recorded.
 */
package io.jenkins.plugins.mldeploy.dashboard;
