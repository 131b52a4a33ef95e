/**
 * Asking for a deployment without a new build: {@link io.jenkins.plugins.mldeploy.jenkins.redeploy.DeploymentsResource} is where people and scripts ask, {@link
 * io.jenkins.plugins.mldeploy.jenkins.redeploy.RequestedDeployment} makes the run of the same job that does it. What may be asked for, and with which arguments {@code helmDeploy} is called, is the engine's {@link
 * io.jenkins.plugins.mldeploy.deploy.Redeployment}; whether it may enter, the environment decides as for every deployment.
 */
package io.jenkins.plugins.mldeploy.jenkins.redeploy;
