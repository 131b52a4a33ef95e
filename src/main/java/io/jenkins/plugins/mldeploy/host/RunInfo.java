package io.jenkins.plugins.mldeploy.host;

import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import java.io.Serializable;
import java.time.Instant;

/**
 * The run that a step belongs to, as the host itself knows it.
 *
 * @param origin job, number, checkout and causes
 * @param source what the run builds: a commit, or the tree where there is no clean commit
 * @param url where a person finds the run, null when there is no page
 * @param startedAt when the run started
 * @param requestersKnown false when nobody can say who asked for the run, so that self-approval can't be excluded
 */
public record RunInfo(Origin origin, Subject source, String url, Instant startedAt, boolean requestersKnown)
        implements Serializable {}
