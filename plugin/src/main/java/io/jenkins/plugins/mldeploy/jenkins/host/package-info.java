/**
 * The engine's ports in Jenkins, and the one driver of all five steps ({@link io.jenkins.plugins.mldeploy.jenkins.host.StepMachineExecution}). Commands run as
 * durable tasks, work on files on the agent, work on the journal and the gates on a pool of the controller; no thread is held while a step waits. No parsing, no
 * HTTP and no judging in here: that is the engine's.
 */
package io.jenkins.plugins.mldeploy.jenkins.host;
