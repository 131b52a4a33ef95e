/**
 * A Jenkinsfile on a laptop, on the real Pipeline engine (groovy-cps). Entry class: {@link
 * io.jenkins.plugins.mldeploy.pipeline.PipelineRun}.
 *
 * <p>One thread owns a run's object graph ({@code Program}); steps without a body ({@link
 * io.jenkins.plugins.mldeploy.pipeline.LeafStep}) work on other threads while their branch is suspended; steps with a body are functions
 * in {@code Blocks.groovy}, compiled for continuations like the Jenkinsfile. The graph is saved before each step begins, so that a run
 * can go on in another process.
 *
 * <p>Processes, credentials and the terminal are ports ({@link io.jenkins.plugins.mldeploy.pipeline.ProcessLauncher}, {@link
 * io.jenkins.plugins.mldeploy.pipeline.CredentialStore}, {@link io.jenkins.plugins.mldeploy.pipeline.Output}) that the local host fills. Not
 * in here: the five ML steps, the command line, anything of Jenkins.
 */
package io.jenkins.plugins.mldeploy.pipeline;
