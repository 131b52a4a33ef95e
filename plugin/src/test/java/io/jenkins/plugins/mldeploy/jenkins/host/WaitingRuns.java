package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.gate.Gate;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Tells a test when a run waits, and for which gate; after a restart, when it waits again. */
public final class WaitingRuns {
    private WaitingRuns() {}

    /** The open gate that a run waits at. */
    public static Gate gateOf(Run<?, ?> run) throws Exception {
        String topic = ExtensionList.lookupSingleton(Listener.class).topic(run).get(300, TimeUnit.SECONDS);
        return SuiteHome.gates().find(topic.substring("gate/".length())).orElseThrow();
    }

    /** Found by Jenkins in every test; one a controller. */
    @Extension
    public static final class Listener implements SuiteListener {
        private final Map<String, CompletableFuture<String>> topics = new ConcurrentHashMap<>();

        private CompletableFuture<String> topic(Run<?, ?> run) {
            return topics.computeIfAbsent(run.getExternalizableId(), id -> new CompletableFuture<>());
        }

        @Override
        public void waiting(Run<?, ?> run, String topic) {
            topic(run).complete(topic);
        }
    }
}
