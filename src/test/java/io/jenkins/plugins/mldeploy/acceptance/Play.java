package io.jenkins.plugins.mldeploy.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Plays a case in a host, and compares what came of it with what the case says. Lists all that differs, with the log. */
public final class Play {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Scene scene;
    private final Host host;
    private final Duration patience;
    private final Map<Integer, Integer> runs = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** @param patience for what is awaited */
    public Play(Scene scene, Host host, Duration patience) {
        this.scene = scene;
        this.host = host;
        this.patience = patience;
    }

    private interface Asked {
        boolean holds() throws Exception;
    }

    /** @throws AssertionError with everything that is not as the case says */
    public void play() throws Exception {
        host.enter(scene);
        List<AcceptanceCase.Act> acts = scene.played().script().runs();
        for (int number = 1; number <= acts.size(); number++) {
            AcceptanceCase.Act act = acts.get(number - 1);
            if (act.only() == null || act.only().equals(host.kind())) {
                play(number, act);
            }
        }
    }

    private void play(int number, AcceptanceCase.Act act) throws Exception {
        scene.dress(act);
        host.changed();
        host.clockMoved();
        int run;
        if (act.goesOn() != null) {
            run = runs.get(act.goesOn());
            host.goOn(run);
        } else {
            run = act.replays() == null ? host.start(act) : host.replay(runs.get(act.replays()), act);
        }
        runs.put(number, run);
        for (AcceptanceCase.Deed deed : act.people()) {
            happens(run, deed);
        }
        if (act.leaves()) {
            for (String line : act.log()) {
                await(run, "the log says '" + line + "'", () -> host.log(run).contains(line));
            }
            host.leave(run);
        } else {
            await(run, "it is over", () -> host.isOver(run));
            expect("result", act.result(), host.await(run));
        }
        compare(run, act);
        if (!problems.isEmpty()) {
            throw new AssertionError(scene.played() + ", act " + number + " in " + host.kind() + ":\n  "
                    + String.join("\n  ", problems) + "\n--- log of run " + run + " ---\n" + host.log(run));
        }
    }

    private void happens(int run, AcceptanceCase.Deed deed) throws Exception {
        if (deed.time() != null) {
            timePasses(run, deed);
            return;
        }
        if (deed.there() != null) {
            await(
                    run,
                    deed.there() + " is there",
                    () -> Files.exists(scene.root().resolve(deed.there())));
        }
        if (deed.await() != null) {
            await(run, "the log says '" + deed.await() + "'", () -> host.log(run)
                    .contains(deed.await()));
        }
        if (deed.put() != null) {
            scene.put(deed.put());
        }
        if (deed.clock() != null) {
            scene.move(deed.clock());
            host.clockMoved();
        }
        if (deed.does() != null) {
            Host.Answered answered = host.answer(gate(run, deed.gate()), deed);
            String who = deed.as() + " " + deed.does();
            expect(who + " is taken", !deed.refused(), answered.taken());
            if (deed.answer() != null && !answered.text().contains(deed.answer())) {
                problems.add(who + ": the answer is '" + answered.text() + "', without '" + deed.answer() + "'");
            }
        }
        if (deed.crowd() > 0) {
            crowd(gate(run, deed.gate()), deed.crowd());
        }
        if (deed.act() != null) {
            switch (deed.act()) {
                case "restart" -> host.restart(run);
                case "stop" -> host.stop(run);
                default -> throw new IllegalArgumentException("no act '" + deed.act() + "'");
            }
        }
    }

    private void timePasses(int run, AcceptanceCase.Deed deed) throws Exception {
        await(run, deed.await() == null ? "it is over" : "the log says '" + deed.await() + "'", () -> {
            Instant until = host.sleepsUntil(run);
            if (until != null && scene.clock().instant().isBefore(until)) {
                scene.move(Duration.between(scene.clock().instant(), until));
                host.clockMoved();
            }
            return deed.await() == null ? host.isOver(run) : host.log(run).contains(deed.await());
        });
    }

    private void crowd(Gate gate, int size) throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(size);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<?>> answers = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                AcceptanceCase.Deed deed = new AcceptanceCase.Deed(
                        null,
                        "u" + i,
                        List.of(),
                        "approve",
                        gate.opening().step(),
                        null,
                        null,
                        false,
                        null,
                        null,
                        null,
                        null,
                        null,
                        0);
                answers.add(people.submit(() -> {
                    go.await();
                    host.answer(gate, deed);
                    return host.answer(gate, deed);
                }));
            }
            go.countDown();
            for (Future<?> answer : answers) {
                answer.get(patience.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            people.shutdownNow();
        }
    }

    /** The gate of a run, as soon as it is there. */
    private Gate gate(int run, String step) throws Exception {
        Gate[] found = {null};
        await(run, "gate " + step + " is open", () -> {
            for (Gate gate : host.gates()) {
                if (gate.opening().number() == run && gate.opening().step().equals(step)) {
                    found[0] = gate;
                }
            }
            return found[0] != null;
        });
        return found[0];
    }

    private void await(int run, String what, Asked asked) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        while (!asked.holds()) {
            boolean over = host.isOver(run);
            if (System.nanoTime() > end || over && !asked.holds()) {
                throw new AssertionError(scene.played() + " in " + host.kind() + ": waited in vain until " + what
                        + (over ? "; the run is over" : "") + "\n--- log of run " + run + " ---\n" + host.log(run));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void compare(int run, AcceptanceCase.Act act) throws Exception {
        String log = host.log(run);
        for (String line : act.log()) {
            if (!log.contains(line)) {
                problems.add("the log does not say: " + line);
            }
        }
        for (String line : act.notLog()) {
            if (log.contains(line)) {
                problems.add("the log says: " + line);
            }
        }
        for (Map.Entry<String, Map<String, Object>> returned : act.returned().entrySet()) {
            JsonNode map = returned(log, returned.getKey());
            returned.getValue()
                    .forEach((name, value) ->
                            expect(returned.getKey() + "." + name, JSON.valueToTree(value), map.path(name)));
        }
        for (AcceptanceCase.Recorded wanted : act.records()) {
            compare(run, wanted);
        }
        for (Map.Entry<String, String> release : act.cluster().entrySet()) {
            expect("release " + release.getKey(), release.getValue(), scene.lastRevision(release.getKey()));
        }
        if (!act.dashboard().isEmpty()) {
            JsonNode page = host.overview();
            act.dashboard()
                    .forEach((pointer, value) ->
                            expect("dashboard " + pointer, JSON.valueToTree(value), page.at(pointer)));
        }
    }

    private JsonNode returned(String log, String name) throws IOException {
        String begin = "RETURNED " + name + " ";
        String line = log.lines()
                .filter(each -> each.contains(begin))
                .reduce((first, second) -> second)
                .orElse(null);
        if (line == null) {
            problems.add("nothing was returned as '" + name + "'");
            return JSON.createObjectNode();
        }
        return JSON.readTree(line.substring(line.indexOf(begin) + begin.length()));
    }

    private void compare(int run, AcceptanceCase.Recorded wanted) throws Exception {
        List<Evidence> found = host.records().stream()
                .map(Entry::evidence)
                .filter(evidence -> evidence.origin().number() == run
                        && evidence.step().equals(wanted.step())
                        && (wanted.id() == null || evidence.id().equals(wanted.id())))
                .toList();
        if (found.isEmpty()) {
            problems.add("the journal has no record of " + wanted.step() + " " + wanted.id());
            return;
        }
        Evidence newest = found.get(0);
        String what = "record of " + wanted.step() + " " + wanted.id() + ": ";
        if (wanted.verdict() != null) {
            expect(what + "verdict", wanted.verdict(), newest.verdict().name());
        }
        List<String> codes = newest.reasons().stream().map(Reason::code).toList();
        if (!codes.containsAll(wanted.reasons())) {
            problems.add(what + "reasons are " + newest.reasons() + ", not " + wanted.reasons());
        }
        wanted.metrics()
                .forEach((name, value) -> expect(
                        what + name,
                        JSON.valueToTree(value),
                        JSON.valueToTree(newest.metrics().get(name))));
        wanted.details()
                .forEach((name, value) -> expect(
                        what + name,
                        JSON.valueToTree(value),
                        JSON.valueToTree(newest.details().get(name))));
    }

    /** Numbers are equal when they differ by less than half a hundredth, long times by less than a twentieth: that is what a page shows of them. */
    private void expect(String what, Object wanted, Object found) {
        boolean equal = wanted instanceof JsonNode none && none.isNull() && found instanceof JsonNode missing
                ? missing.isMissingNode() || missing.isNull()
                : wanted instanceof JsonNode one
                                && found instanceof JsonNode other
                                && one.isNumber()
                                && other.isNumber()
                        ? Math.abs(one.asDouble() - other.asDouble())
                                < (one.asDouble() > 600 ? one.asDouble() / 20 : 0.005)
                        : wanted.equals(found);
        if (!equal) {
            problems.add(what + " is " + found + ", not " + wanted);
        }
    }
}
