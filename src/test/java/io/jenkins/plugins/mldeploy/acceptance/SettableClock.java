package io.jenkins.plugins.mldeploy.acceptance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Runs as the real one does, from another moment, and can be moved on. */
public final class SettableClock extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    /** Lets it be that time now. */
    public void set(Instant now) {
        ahead = Duration.between(Instant.now(), now);
    }

    /** Lets time pass. */
    public void move(Duration by) {
        ahead = ahead.plus(by);
    }

    /** How far it is ahead of the real one. */
    public Duration ahead() {
        return ahead;
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
