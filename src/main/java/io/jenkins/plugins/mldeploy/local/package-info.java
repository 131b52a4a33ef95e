/**
 * The ports on a laptop: processes, files, the project's {@code .mldeploy} folder, the tools folder, the small web server. {@link
 * io.jenkins.plugins.mldeploy.local.LocalHost} puts them together. What a step knows is in its feature package, never here.
 */
package io.jenkins.plugins.mldeploy.local;
