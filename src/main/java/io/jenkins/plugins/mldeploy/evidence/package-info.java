/**
 * One record per finding about a subject, appended to one hash-chained journal: {@link
 * io.jenkins.plugins.mldeploy.evidence.EvidenceStore} is the door, {@link
 * io.jenkins.plugins.mldeploy.evidence.JournalFileStore} its file. Knows {@code verdict} only; it neither judges nor displays.
 */
package io.jenkins.plugins.mldeploy.evidence;
