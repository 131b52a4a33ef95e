/**
 * The suite's pages in Jenkins: {@link io.jenkins.plugins.mldeploy.jenkins.dashboard.SuitePage} at the top level, {@link io.jenkins.plugins.mldeploy.jenkins.dashboard.RunPage} of a run, {@link
 * io.jenkins.plugins.mldeploy.jenkins.dashboard.JobPage} of a job. Scripts, styles and the JSON's form are the engine's; in here is only who may see what, and where it lies.
 */
package io.jenkins.plugins.mldeploy.jenkins.dashboard;
