package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.host.HookMessage;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.policy.WatchRules;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What follows an evaluation, on the controller. */
final class WatchFollowUp {
    private static final int TRIES = 10;

    private WatchFollowUp() {}

    /** Sends the messages that nobody took yet. One that can't be delivered is tried again at the next evaluations, and holds nobody up. Returns lines for the log. */
    record Send(Request request) implements ControllerTask<List<String>> {
        @Override
        public List<String> run(Services services) throws IOException {
            WatchFile file = new WatchFile(services.home(), request.environment());
            WatchMemory memory = file.read();
            List<String> lines = new ArrayList<>();
            List<WatchMemory.Open> left = new ArrayList<>();
            for (WatchMemory.Open open : memory.open()) {
                if (open.goesBack()) {
                    left.add(open);
                    continue;
                }
                Optional<String> problem = HookMessage.send(services, open.hook(), open.id(), open.facts());
                String what = "web hook '" + open.hook() + "' "
                        + (open.kind().equals(WatchMemory.Open.TRIGGER) ? "was called" : "was told");
                if (problem.isEmpty()) {
                    lines.add(what);
                } else if (open.tries() + 1 < TRIES) {
                    lines.add("not yet: " + what + ": " + problem.get() + "; the next evaluation tries again");
                    left.add(open.again());
                } else {
                    lines.add("never: " + what + ": " + problem.get() + "; given up after " + TRIES + " tries");
                }
            }
            if (!lines.isEmpty()) {
                file.write(memory.with(left));
            }
            return lines;
        }
    }

    /** Notes what came of going back, so that it is not tried again, and tells who is told. */
    record WentBack(Request request, WatchTarget target, String outcome, boolean again, List<String> reasons)
            implements ControllerTask<Boolean> {
        WentBack {
            reasons = List.copyOf(reasons);
        }

        @Override
        public Boolean run(Services services) throws IOException {
            WatchFile file = new WatchFile(services.home(), request.environment());
            WatchMemory before = file.read();
            // Stopped before it touched anything: the next evaluation does it.
            WatchMemory memory = again ? before : before.withoutRollback();
            WatchRules rules = services.environments()
                    .find(request.environment())
                    .map(environment -> environment.watch())
                    .orElse(null);
            boolean tell = rules != null
                    && (memory.state() == WatchMemory.State.FAILING ? rules.onFailure() : rules.onNoData())
                            .contains(WatchRules.Reaction.NOTIFY);
            if (tell) {
                for (String hook : rules.tell()) {
                    Map<String, Object> facts = new LinkedHashMap<>();
                    facts.put("kind", WatchMemory.Open.NOTIFY);
                    facts.put("environment", request.environment());
                    facts.put("state", "rollback");
                    facts.put("outcome", outcome);
                    facts.put("deployment", target.deploymentId());
                    facts.put("releases", target.releases());
                    facts.put("reasons", reasons);
                    facts.put("at", services.clock().instant().toString());
                    facts.put("run", services.run().origin().display());
                    memory = memory.plus(new WatchMemory.Open(
                            WatchMemory.Open.NOTIFY,
                            hook,
                            SettleWatch.id(request, target, memory.changes() + "/back/" + hook),
                            facts,
                            0));
                }
            }
            file.write(memory);
            return tell;
        }
    }

    /** Gives the lock of the watch back. */
    record Close(Request request) implements ControllerTask<Boolean> {
        @Override
        public Boolean run(Services services) throws IOException {
            OpenWatch.lock(services, request).giveBack(OpenWatch.holder(services));
            return true;
        }
    }

    /** The newest metric of an mlTest about what runs. */
    record Newest(WatchTarget target, Check check) implements ControllerTask<Reading> {
        @Override
        public Reading run(Services services) {
            return Reading.ofEvidence(
                    check,
                    Reading.newest(services.evidence(), check, new java.util.LinkedHashSet<>(target.subjects())));
        }
    }
}
