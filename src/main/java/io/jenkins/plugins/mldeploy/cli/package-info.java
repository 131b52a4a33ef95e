/** The command line: {@link io.jenkins.plugins.mldeploy.cli.MlDeploy} and one class a verb. Parses words, prints, chooses the exit code; knows nothing else. */
package io.jenkins.plugins.mldeploy.cli;
