/**
 * The language that every other package speaks: {@link io.jenkins.plugins.mldeploy.verdict.Verdict}, its reasons, quality
 * gates and what they do to a run. Values only: nothing in here reads, writes or waits, and it knows no other package.
 */
package io.jenkins.plugins.mldeploy.verdict;
