/**
 * What Jenkins keeps about environments, and who may do what: {@link io.jenkins.plugins.mldeploy.jenkins.policy.MlDeploymentConfiguration} holds the text that the engine reads,
 * {@link io.jenkins.plugins.mldeploy.jenkins.policy.FolderDemands} what a folder adds, {@link io.jenkins.plugins.mldeploy.jenkins.policy.DeploymentPermissions} the permissions. No rule
 * is understood in here: the engine's {@code policy} reads, checks and combines.
 */
package io.jenkins.plugins.mldeploy.jenkins.policy;
