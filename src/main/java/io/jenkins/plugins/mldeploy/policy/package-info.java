/**
 * What an environment demands, and whether something may enter it: {@link io.jenkins.plugins.mldeploy.policy.Environment} owns the rules, {@link
 * io.jenkins.plugins.mldeploy.policy.AdmissionPolicy} judges by them, and {@link io.jenkins.plugins.mldeploy.policy.Admission} is the answer. The Jenkinsfile has no say in here. Knows verdict and evidence; does no I/O but reading its own
 * configuration.
 */
package io.jenkins.plugins.mldeploy.policy;
