package io.jenkins.plugins.mldeploy.pipeline;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/**
 * A step has nothing to do until it is woken.
 *
 * @param what what it waits for, in a few words for the person who reads the list of waiting runs
 * @param until when to call the step again in any case; null: only when it is woken
 */
public record Waiting(String what, Instant until) implements Serializable {
    public Waiting {
        Objects.requireNonNull(what, "what");
    }
}
