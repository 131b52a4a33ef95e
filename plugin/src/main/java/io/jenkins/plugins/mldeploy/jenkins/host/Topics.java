package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.init.Terminator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Wakes the steps that wait for a topic. Whoever changed what a topic is about rings it afterwards, for example with {@code Gates.topic(id)} after an answer. A ring
 * that nobody waits for is lost, which does no harm: a step looks before it waits, and watches before it looks.
 */
public final class Topics {
    private static final Set<TopicWatch> WATCHES = ConcurrentHashMap.newKeySet();

    private Topics() {}

    /** Wakes everybody who waits for the topic; returns at once. */
    public static void ring(String topic) {
        WATCHES.stream().filter(watch -> watch.isFor(topic)).forEach(TopicWatch::ring);
    }

    /** Wakes whoever waits for a gate that is not as it was: one step may end the gate of another. */
    static void ringChanged() {
        WATCHES.stream().filter(TopicWatch::changed).forEach(TopicWatch::ring);
    }

    /** Steps go on with the next controller. */
    @Terminator
    public static void forget() {
        WATCHES.clear();
    }

    static void add(TopicWatch watch) {
        WATCHES.add(watch);
    }

    static void remove(TopicWatch watch) {
        WATCHES.remove(watch);
    }
}
