/** Looks after the journal: checks its chain every day, applies the retention, and tells administrators when nothing can be recorded. */
package io.jenkins.plugins.mldeploy.jenkins.journal;
