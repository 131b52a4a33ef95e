package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.gate.Answer;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.local.PracticeIdentity;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import io.jenkins.plugins.mldeploy.local.StepReports;
import io.jenkins.plugins.mldeploy.pipeline.StepContext;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.StepResult;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the verdicts of the suite's steps for the table at the end, and answers gates as the identities of {@code --approve-as}. */
final class SuiteEvents implements StepReports {
    private static final String REASON = "--approve-as on the command line";

    private final ProjectHome project;
    private final List<PracticeIdentity> approvers;
    private final Clock clock;
    private final Map<String, List<String>> verdicts = new LinkedHashMap<>();
    private final Set<String> answered = new HashSet<>();

    SuiteEvents(ProjectHome project, List<PracticeIdentity> approvers, Clock clock) {
        this.project = project;
        this.approvers = List.copyOf(approvers);
        this.clock = clock;
    }

    @Override
    public void waiting(StepContext context, Action.Wait wait) {
        String gate = wait.topic().replaceFirst("^gate/", "");
        if (gate.equals(wait.topic()) || !first(gate)) {
            return;
        }
        if (approvers.isEmpty()) {
            context.log("waits for an answer: mldeploy approve " + gate
                    + " --as NAME[:GROUP], or on the page of mldeploy dashboard");
        }
        Gates gates = new Gates(project.state(), clock);
        for (PracticeIdentity identity : approvers) {
            try {
                Answer answer = gates.vote(gate, identity.voter("command line"), true, REASON, project.environments());
                context.log((answer.accepted() ? "" : "not accepted: ") + answer.text());
            } catch (IOException e) {
                context.log(identity.name() + " could not vote: " + e.getMessage());
            }
        }
    }

    private synchronized boolean first(String gate) {
        return answered.add(gate);
    }

    @Override
    public synchronized void ended(StepContext context, String step, StepResult result) {
        verdicts.computeIfAbsent(context.stage(), stage -> new ArrayList<>()).add(step + " " + result.verdict());
    }

    /** By name of the stage. */
    synchronized Map<String, List<String>> verdicts() {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        verdicts.forEach((stage, list) -> copy.put(stage, List.copyOf(list)));
        return copy;
    }
}
