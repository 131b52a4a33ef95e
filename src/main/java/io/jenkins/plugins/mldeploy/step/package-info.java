/**
 * What a step is, for both hosts: its {@linkplain io.jenkins.plugins.mldeploy.step.StepDescription description}, its checked {@linkplain
 * io.jenkins.plugins.mldeploy.step.Arguments arguments}, and a {@linkplain io.jenkins.plugins.mldeploy.step.StepMachine state machine without I/O} that says
 * what the host should do next. A host saves the state before it carries an action out, so that a run that was killed goes on from there.
 * Knows verdict, evidence, policy and host; no feature.
 */
package io.jenkins.plugins.mldeploy.step;
