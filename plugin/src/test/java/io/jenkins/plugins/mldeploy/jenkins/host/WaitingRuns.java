package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.gate.Gate;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Tells a test when a run waits, and for which gate. */
public final class WaitingRuns {
    private static final Map<String, CompletableFuture<String>> TOPICS = new ConcurrentHashMap<>();

    private WaitingRuns() {}

    /** The open gate that a run waits at. */
    public static Gate gateOf(Run<?, ?> run) throws Exception {
        String topic = topic(run).get(300, TimeUnit.SECONDS);
        return SuiteHome.gates().find(topic.substring("gate/".length())).orElseThrow();
    }

    private static CompletableFuture<String> topic(Run<?, ?> run) {
        return TOPICS.computeIfAbsent(run.getRootDir().getPath(), folder -> new CompletableFuture<>());
    }

    /** Found by Jenkins in every test. */
    @Extension
    public static final class Listener implements SuiteListener {
        @Override
        public void waiting(Run<?, ?> run, String topic) {
            topic(run).complete(topic);
        }
    }
}
