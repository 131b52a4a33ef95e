/**
 * Deploys Helm releases: plans, asks the environment's policy, applies, reads back, and rolls back what failed. Entry class: {@link
 * io.jenkins.plugins.mldeploy.deploy.HelmDeploy}. Each state of a deployment is a record that knows its own action and what follows from the answer. A
 * strategy is a list of repeatable moves ({@code Program}), which one state carries out and another takes back. Helm and kubectl are called as programs by argv; no cluster client, no shell, no policy rule in
 * here.
 */
package io.jenkins.plugins.mldeploy.deploy;
