package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Commit;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.host.WebHooks;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StateCodec;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One run that calls the step: carries actions out until the step waits or ends, and reads the state back from its text before every turn. */
final class LocalGateHost implements Services {
    final ApproveGate machine = new ApproveGate();
    final List<String> log = new ArrayList<>();
    private final Path home;
    private final EvidenceStore store;
    private final Environments environments;
    private final Clock clock;
    private final RunInfo run;
    private String state;
    private Action action;
    /** How many controller tasks are carried out before the process dies; negative: it lives. */
    int dieAfter = -1;
    /** What the host says of the checkout; null: it can't tell. */
    List<Commit> commits;
    /** Web hooks that take no message. */
    final Set<String> deaf = new HashSet<>();
    /** Every message that was posted: path of the address, headers, body. */
    final List<Posted> posted = new ArrayList<>();

    record Posted(String path, Map<String, String> headers, String body) {}

    LocalGateHost(
            Path home,
            EvidenceStore store,
            Environments environments,
            Clock clock,
            long number,
            boolean requestersKnown,
            String... requesters) {
        this.home = home;
        this.store = store;
        this.environments = environments;
        this.clock = clock;
        this.run = new RunInfo(
                new Origin("shop/llm-app/main", number, "a".repeat(40), "main", true, List.of(requesters)),
                Subject.commit("a".repeat(40)),
                "http://127.0.0.1/run/" + number,
                clock.instant(),
                requestersKnown);
    }

    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    LocalGateHost begin(Map<String, ?> arguments) throws IOException {
        go(machine.begin(Arguments.check(machine.description(), arguments), run));
        return this;
    }

    /** What the host saved last. */
    String saved() {
        return state;
    }

    /** The host comes back with what it had saved. */
    void comeBack(String saved) throws IOException {
        state = saved;
        tell(new Event.Resumed(clock.instant()));
    }

    void wake() throws IOException {
        tell(new Event.Woken(clock.instant()));
    }

    void tell(Event event) throws IOException {
        go(machine.next(StateCodec.read(machine, state), event));
    }

    private void go(Turn<GateRun> first) throws IOException {
        Turn<GateRun> turn = first;
        while (true) {
            log.addAll(turn.log());
            action = turn.action();
            if (action instanceof Action.Done) {
                return;
            }
            state = StateCodec.write(machine, turn.state());
            if (action instanceof Action.Wait) {
                return;
            }
            if (dieAfter == 0) {
                throw new Died();
            }
            Object value = ((Action.OnController) action).task().run(this);
            if (dieAfter > 0 && --dieAfter == 0) {
                throw new Died();
            }
            turn = machine.next(StateCodec.read(machine, state), new Event.Returned(value));
        }
    }

    /** From a state that was saved before, as after a restart. */
    void goOn(String saved) throws IOException {
        state = saved;
        tell(new Event.Resumed(clock.instant()));
    }

    /** What a host saved last. */
    String state() {
        return state;
    }

    boolean waits() {
        return action instanceof Action.Wait;
    }

    Instant until() {
        return ((Action.Wait) action).until();
    }

    String gateId() {
        return ((Action.Wait) action).topic().substring("gate/".length());
    }

    StepResult result() {
        return ((Action.Done) action).result();
    }

    @Override
    public EvidenceStore evidence() {
        return store;
    }

    @Override
    public Environments environments() {
        return environments;
    }

    @Override
    public RunInfo run() {
        return run;
    }

    @Override
    public Subject sourceNow() {
        return run.source();
    }

    @Override
    public Optional<List<Commit>> commitsSince(String deployed) {
        return Optional.ofNullable(commits);
    }

    @Override
    public Optional<String> secret(String id) {
        return id.equals("hook-secret") ? Optional.of("shared between two") : Optional.empty();
    }

    @Override
    public WebHooks webHooks() {
        return (url, headers, body) -> {
            if (deaf.contains(url.getPath())) {
                throw new IOException("connection refused");
            }
            posted.add(new Posted(url.getPath(), headers, body));
            return 200;
        };
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public Clock clock() {
        return clock;
    }
}
