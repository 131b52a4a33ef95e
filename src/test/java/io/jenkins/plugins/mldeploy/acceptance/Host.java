package io.jenkins.plugins.mldeploy.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.gate.Gate;
import java.time.Instant;
import java.util.List;

/** One of the two hosts, as a user drives it. Runs are numbered by the host, from 1. */
public interface Host {
    /** {@code laptop} or {@code jenkins}. */
    String kind();

    /** Makes the job of the scene, with its environments. */
    void enter(Scene scene) throws Exception;

    /** The environments or the sources of the scene are others now. */
    void changed() throws Exception;

    /** Starts a run of the sources as they are now. */
    int start(AcceptanceCase.Act act) throws Exception;

    /** Starts a run again with its own Jenkinsfile; where {@link #kind} has that. */
    int replay(int run, AcceptanceCase.Act act) throws Exception;

    /** What it said so far. */
    String log(int run) throws Exception;

    boolean isOver(int run) throws Exception;

    /** @return its result, as {@code Result} names it */
    String await(int run) throws Exception;

    /** It waits, and somebody turns to something else. */
    void leave(int run) throws Exception;

    /** The other way. */
    void goOn(int run) throws Exception;

    /** The host's process ends while a run is at work, and begins again. */
    void restart(int run) throws Exception;

    /** A person stops it. */
    void stop(int run) throws Exception;

    /** When the step that sleeps is to be woken; null when none does, or nobody knows until when. */
    Instant sleepsUntil(int run) throws Exception;

    /** All gates, the oldest first. */
    List<Gate> gates() throws Exception;

    /** What came back to somebody who answered. */
    record Answered(boolean taken, String text) {}

    /** @param deed who does what, to which gate */
    Answered answer(Gate gate, AcceptanceCase.Deed deed) throws Exception;

    /** The clock was set. */
    void clockMoved() throws Exception;

    /** All records, newest first. */
    List<Entry> records() throws Exception;

    /** The first page, as its JSON. */
    JsonNode overview() throws Exception;
}
