package io.jenkins.plugins.mldeploy.evidence;

import java.io.Serializable;

/**
 * Evidence with its place in the journal.
 *
 * @param seq 1-based, without gaps
 * @param prev hash of the entry before, 64 zeros for the first
 * @param evidence the record
 * @param hash SHA-256 in hex over everything before it on its line
 */
public record Entry(long seq, String prev, Evidence evidence, String hash) implements Serializable {}
