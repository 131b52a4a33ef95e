/**
 * Deploys Helm releases: plans, asks the environment's policy, applies, reads back, and rolls back what failed. Entry class: {@link
 * io.jenkins.plugins.mldeploy.deploy.HelmDeploy}. Each state of a deployment is a record that knows its own action and what follows from the answer, so that a
 * strategy is a few more states between "checked" and "recorded". Helm and kubectl are called as programs by argv; no cluster client, no shell, no policy rule in
 * here.
 */
package io.jenkins.plugins.mldeploy.deploy;
