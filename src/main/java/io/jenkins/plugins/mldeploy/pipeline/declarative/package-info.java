/**
 * A Jenkinsfile as data: the positioned model of a Declarative Pipeline and the checker that finds every error of a file
 * before anything of it runs.
 *
 * <p>The entry is {@link io.jenkins.plugins.mldeploy.pipeline.declarative.Jenkinsfile#parse}, for {@code mldeploy lint} and
 * before a run; {@link io.jenkins.plugins.mldeploy.pipeline.declarative.DeclarativeModel#of} does the same on the tree of a
 * compilation that is already under way, so that the closures in the model are the nodes that get compiled. The rules are
 * those of the public page "Pipeline Syntax" of jenkins.io.
 *
 * <p>Nothing here runs, resolves or compiles a line of the Jenkinsfile: only Groovy's parser is used, no AST
 * transformation, hence no {@code @Grab}. What a step does is known only through
 * {@link io.jenkins.plugins.mldeploy.pipeline.declarative.KnownSteps}; no step table, no execution, no file access belongs
 * in here.
 */
package io.jenkins.plugins.mldeploy.pipeline.declarative;
