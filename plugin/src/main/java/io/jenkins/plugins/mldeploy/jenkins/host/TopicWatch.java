package io.jenkins.plugins.mldeploy.jenkins.host;

/** One step's watch over one topic: knows whether something happened since the step last looked. */
final class TopicWatch {
    private final String topic;
    private final Runnable waker;
    private long rings;
    private long seen;
    private long version;

    /** @param waker called at each ring, on the ringing thread; must not block */
    TopicWatch(String topic, Runnable waker) {
        this.topic = topic;
        this.waker = waker;
        Topics.add(this);
    }

    boolean isFor(String name) {
        return topic.equals(name);
    }

    void ring() {
        synchronized (this) {
            rings++;
        }
        waker.run();
    }

    /** Call before the look. */
    synchronized void looking() {
        seen = rings;
        version = SuiteHome.gates().version(topic);
    }

    synchronized boolean rang() {
        return rings != seen || changed();
    }

    /** True when the gate of the topic is not as it was at the last look. */
    synchronized boolean changed() {
        return SuiteHome.gates().version(topic) != version;
    }

    void end() {
        Topics.remove(this);
    }
}
