/**
 * The ports through which the engine sees the world: the workspace, the run, the controller's services. Interfaces and values
 * only; {@code local} implements them on a laptop, the plugin in Jenkins. No I/O of its own beyond files of a workspace and one POST to a web hook.
 */
package io.jenkins.plugins.mldeploy.host;
