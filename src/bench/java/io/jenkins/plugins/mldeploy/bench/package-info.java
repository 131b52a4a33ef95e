/**
 * Benchmarks of the suite's readers beside the libraries that Jenkins' own plugins read the same files with, and of the promises that the suite makes about
 * time and memory. Entry: {@link io.jenkins.plugins.mldeploy.bench.Benchmarks}. Peers are only called here, never in {@code src/main}. What needs a
 * package-private entry point lies in that package, beside this one.
 */
package io.jenkins.plugins.mldeploy.bench;
