/**
 * Fuzzing of everything that reads what somebody else wrote: {@code mvn -Pfuzz test}. The readers themselves are listed beside what they call, in a class {@code FuzzedReaders}
 * of each package.
 */
package io.jenkins.plugins.mldeploy.fuzz;
