/**
 * Asks people before a deployment. {@link io.jenkins.plugins.mldeploy.gate.ApproveGate} is the step; {@link io.jenkins.plugins.mldeploy.gate.Gates} holds what is asked and
 * answered on disk, so that a command line, a page or Jenkins can answer from another process. Knows verdict, evidence, policy, host, report and step; no
 * other feature, and no HTTP.
 */
package io.jenkins.plugins.mldeploy.gate;
