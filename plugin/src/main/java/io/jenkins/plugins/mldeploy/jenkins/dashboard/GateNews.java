package io.jenkins.plugins.mldeploy.jenkins.dashboard;

import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.jenkins.gate.GateListener;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteListener;
import io.jenkins.plugins.mldeploy.step.StepResult;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Puts the suite's page on each run that uses a step, and tells the listeners once when a gate opened, once when it escalated and once when it ended. */
@Extension(ordinal = 100)
public final class GateNews implements SuiteListener {
    private static final Logger LOGGER = Logger.getLogger(GateNews.class.getName());
    private static final String TOPIC = "gate/";

    @Override
    public void waiting(Run<?, ?> run, String topic) {
        RunPage page = RunPage.of(run);
        if (topic.startsWith(TOPIC)) {
            String id = topic.substring(TOPIC.length());
            if (page.opened(id)) {
                tell(id, gate -> GateListener.tell(listener -> listener.opened(run, gate)));
            }
            tell(id, gate -> {
                if (gate.isOpen() && gate.escalatedAt() != null && page.escalated(id)) {
                    GateListener.tell(listener -> listener.escalated(run, gate));
                }
            });
        }
    }

    @Override
    public void ended(Run<?, ?> run, String step, String id, StepResult result) {
        RunPage page = RunPage.of(run);
        for (String open : page.openGates()) {
            tell(open, gate -> {
                if (!gate.isOpen() && page.ended(open)) {
                    GateListener.tell(listener -> listener.ended(run, gate));
                }
            });
        }
    }

    private static void tell(String id, Consumer<Gate> news) {
        try {
            Optional<Gate> gate = SuiteHome.gates().find(id);
            gate.ifPresent(news);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "gate " + id + " can't be read; nobody is told about it", e);
        }
    }
}
