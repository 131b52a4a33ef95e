package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.RegistryAccess;
import io.jenkins.plugins.mldeploy.step.StepDescription;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Judgement;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The step {@code generateSbom}: find a generator, let it look into each image and directory, merge all documents, judge licences and emptiness, record, and
 * only then say how it ended. It has no effect outside the workspace and the journal, so after a restart whatever was interrupted simply runs again.
 */
public final class GenerateSbom implements StepMachine<SbomState> {
    @Override
    public StepDescription description() {
        return StepDescription.of(Call.STEP);
    }

    @Override
    public Class<SbomState> stateType() {
        return SbomState.class;
    }

    @Override
    public void check(Arguments arguments) {
        Call.check(arguments);
    }

    @Override
    public Optional<RegistryAccess> registry(SbomState state) {
        if (!(state instanceof SbomState.Generating generating)) {
            return Optional.empty();
        }
        Target target = generating.call().targets().get(generating.target());
        return target.kind() != Target.Kind.IMAGE
                ? Optional.empty()
                : generating
                        .call()
                        .checked()
                        .optional("registryCredentialsId")
                        .map(id -> new RegistryAccess(
                                id, ImageReference.parse(target.value()).registry()));
    }

    @Override
    public Turn<SbomState> begin(Arguments arguments, RunInfo run) {
        return go(new SbomState.Preparing(Call.of(arguments, run)));
    }

    @Override
    public Turn<SbomState> next(SbomState state, Event event) {
        if (event instanceof Event.Stopped stopped) {
            Reason why = new Reason("STOPPED", stopped.why() + "; nothing was recorded");
            return Turn.of(
                    state,
                    new Action.Done(new StepResult(Verdict.NOT_EVALUATED, RunStatus.ABORTED, List.of(why), Map.of())),
                    "generateSbom stopped: " + stopped.why());
        }
        if (event instanceof Event.Resumed) {
            return resumed(state);
        }
        if (event instanceof Event.Failed failed) {
            return failed(state, failed);
        }
        if (state instanceof SbomState.Preparing preparing) {
            returned(state, event);
            boolean any = preparing.call().targets().stream().anyMatch(Target::needsGenerator);
            return go(
                    any
                            ? new SbomState.Probing(preparing.call(), 0, List.of())
                            : new SbomState.Inquiring(preparing.call()));
        }
        if (state instanceof SbomState.Probing probing) {
            return probed(probing, ran(state, event));
        }
        if (state instanceof SbomState.Generating generating) {
            return generated(generating, ran(state, event));
        }
        if (state instanceof SbomState.Inquiring inquiring) {
            return go(new SbomState.Merging(inquiring.call(), (Inquiry) returned(state, event)));
        }
        if (state instanceof SbomState.Merging merging) {
            return merged(merging, (Merged) returned(state, event));
        }
        if (state instanceof SbomState.Signing signing) {
            return go(new SbomState.Sealing(
                    signing.call(), signing.merged(), signing.judgement(), (String) returned(state, event)));
        }
        if (state instanceof SbomState.Sealing sealing) {
            String signature = (String) returned(state, event);
            return go(
                    new SbomState.Fetching(sealing.call(), sealing.merged().signed(signature), sealing.judgement()),
                    "signed by " + sealing.call().signingKey() + ": " + signature);
        }
        if (state instanceof SbomState.Fetching fetching) {
            return record(fetching.call(), fetching.merged(), fetching.judgement(), (byte[]) returned(state, event));
        }
        return recorded((SbomState.Recording) state, (RecordTask.Recorded) returned(state, event));
    }

    /** The action that belongs to a state. */
    private static Turn<SbomState> go(SbomState state, String... log) {
        Call call = state.call();
        Action action;
        if (state instanceof SbomState.Preparing) {
            action = new Action.OnAgent(new PrepareTask(
                    call.targets(), call.workFolder(), call.checked().string("outputFile")));
        } else if (state instanceof SbomState.Probing probing) {
            action = new Action.Run(call.generators().get(probing.candidate()).probe());
        } else if (state instanceof SbomState.Generating at) {
            action = new Action.Run(at.generator()
                    .generate(
                            call.targets().get(at.target()),
                            call.documentOf(at.target()),
                            call.checked().duration("timeout")));
        } else if (state instanceof SbomState.Inquiring) {
            action = new Action.OnController(services -> Inquiry.of(call, services));
        } else if (state instanceof SbomState.Merging merging) {
            action = new Action.OnAgent(new MergeTask(call.mergeRequest(merging.inquiry())));
        } else if (state instanceof SbomState.Signing signing) {
            action = new Action.OnController(
                    new SignTask(call.signingKey(), signing.merged().sha256()));
        } else if (state instanceof SbomState.Sealing sealing) {
            action = new Action.OnAgent(new SealTask(sealing.merged().file(), sealing.bundle()));
        } else if (state instanceof SbomState.Fetching fetching) {
            action = new Action.OnAgent(
                    new FetchTask(fetching.merged().file(), fetching.merged().sha256()));
        } else {
            SbomState.Recording recording = (SbomState.Recording) state;
            action = new Action.OnController(new RecordTask(call, recording.merged(), recording.judgement(), null));
        }
        return Turn.of(state, action, log);
    }

    private static Turn<SbomState> resumed(SbomState state) {
        String log =
                "the host was restarted; generating a bill of materials has no outside effect, so the interrupted part runs again";
        return state instanceof SbomState.Recording recording && recording.merged() != null
                ? go(new SbomState.Fetching(state.call(), recording.merged(), recording.judgement()), log)
                : go(state, log);
    }

    private static Turn<SbomState> failed(SbomState state, Event.Failed failed) {
        Reason why = new Reason(code(failed.code()), failed.text());
        if (state instanceof SbomState.Recording) {
            return Turn.of(
                    state,
                    new Action.Done(new StepResult(
                            Verdict.NOT_EVALUATED,
                            RunStatus.FAILURE,
                            List.of(new Reason(
                                    "EVIDENCE_NOT_RECORDED", "the evidence could not be recorded: " + failed.text())),
                            Map.of())));
        }
        Judgement unable = Judgement.notEvaluated(state.call().onError(), why);
        // The document is there and stays on record: that it was to be signed, and is not, is the finding.
        if (state instanceof SbomState.Signing signing) {
            return go(new SbomState.Fetching(
                    signing.call(), signing.merged(), signing.judgement().and(unable)));
        }
        if (state instanceof SbomState.Sealing sealing) {
            return go(new SbomState.Fetching(
                    sealing.call(), sealing.merged(), sealing.judgement().and(unable)));
        }
        return record(state.call(), null, unable, null);
    }

    private static Turn<SbomState> probed(SbomState.Probing state, Event.Ran ran) {
        Call call = state.call();
        Generator candidate = call.generators().get(state.candidate());
        if (ran.found() && ran.exitCode() == 0) {
            String version = Generator.version(ran.stdout());
            return generating(
                    new SbomState.Generating(call, candidate, version, -1),
                    "generator " + candidate.program() + " " + version);
        }
        List<String> refused = new ArrayList<>(state.refused());
        refused.add(candidate.program() + (ran.found() ? " does not start: " + ran.lastWords() : ": not on PATH"));
        if (state.candidate() + 1 < call.generators().size()) {
            return go(new SbomState.Probing(call, state.candidate() + 1, refused));
        }
        Target first = call.targets().stream()
                .filter(Target::needsGenerator)
                .findFirst()
                .orElseThrow();
        return record(
                call,
                null,
                Judgement.notEvaluated(
                        call.onError(),
                        new Reason(
                                "GENERATOR_MISSING",
                                "nothing can look into " + first.display() + " (" + String.join("; ", refused)
                                        + "); './mldeploy doctor --install' installs syft, or give a ready document as file:")),
                null);
    }

    private static Turn<SbomState> generated(SbomState.Generating state, Event.Ran ran) {
        if (ran.timedOut() || ran.exitCode() != 0) {
            Target target = state.call().targets().get(state.target());
            String how = ran.timedOut()
                    ? "did not end within " + state.call().checked().string("timeout")
                    : "ended with exit code " + ran.exitCode() + ": " + ran.lastWords();
            return record(
                    state.call(),
                    null,
                    Judgement.notEvaluated(
                            state.call().onError(),
                            new Reason(
                                    ran.timedOut() ? "GENERATOR_TIMEOUT" : "GENERATOR_FAILED",
                                    state.generator().program() + " on " + target.display() + " " + how)),
                    null);
        }
        return generating(state);
    }

    /** Goes to the next target that needs a generator. */
    private static Turn<SbomState> generating(SbomState.Generating state, String... log) {
        List<Target> targets = state.call().targets();
        for (int i = state.target() + 1; i < targets.size(); i++) {
            if (targets.get(i).needsGenerator()) {
                return go(new SbomState.Generating(state.call(), state.generator(), state.version(), i), log);
            }
        }
        return go(new SbomState.Inquiring(state.call()), log);
    }

    private static Turn<SbomState> merged(SbomState.Merging state, Merged merged) {
        Call call = state.call();
        Judgement judgement = SbomJudge.judge(call, state.inquiry(), merged);
        return go(
                call.signingKey() == null
                        ? new SbomState.Fetching(call, merged, judgement)
                        : new SbomState.Signing(call, merged, judgement),
                SbomJudge.log(call, merged).toArray(String[]::new));
    }

    private static Turn<SbomState> record(Call call, Merged merged, Judgement judgement, byte[] document) {
        return Turn.of(
                new SbomState.Recording(call, merged, judgement),
                new Action.OnController(new RecordTask(call, merged, judgement, document)));
    }

    private static Turn<SbomState> recorded(SbomState.Recording state, RecordTask.Recorded recorded) {
        Judgement judgement = recorded.judgement();
        List<String> log = new ArrayList<>();
        Map<String, Object> returned = new LinkedHashMap<>();
        Merged merged = state.merged();
        if (merged != null) {
            returned.put("file", merged.file());
            returned.put("sha256", merged.sha256());
            if (merged.signature() != null) {
                returned.put("signature", merged.signature());
            }
            returned.put("serialNumber", merged.serialNumber());
            returned.put("componentCount", merged.components());
            returned.put("licenseViolations", merged.violationCount());
        }
        SbomDifference difference = recorded.difference();
        if (difference != null) {
            returned.put("added", difference.added());
            returned.put("removed", difference.removed());
            returned.put("changed", difference.changed());
            log.add("against %s (%s): %d added, %d removed, %d changed"
                    .formatted(
                            state.call().baseline(),
                            recorded.baseline(),
                            difference.added(),
                            difference.removed(),
                            difference.changed()));
        }
        judgement.reasons().forEach(reason -> log.add(reason.toString()));
        log.add("generateSbom " + state.call().id() + ": " + judgement.verdict() + ", recorded for "
                + state.call().subjects().stream()
                        .map(subject -> subject.abbreviated())
                        .collect(Collectors.joining(", ")));
        return new Turn<>(
                state,
                new Action.Done(new StepResult(judgement.verdict(), judgement.status(), judgement.reasons(), returned)),
                log);
    }

    private static Object returned(SbomState state, Event event) {
        if (event instanceof Event.Returned value) {
            return value.value();
        }
        throw new IllegalStateException(state.getClass().getSimpleName() + " can't go on with " + event);
    }

    private static Event.Ran ran(SbomState state, Event event) {
        if (event instanceof Event.Ran ran) {
            return ran;
        }
        throw new IllegalStateException(state.getClass().getSimpleName() + " can't go on with " + event);
    }

    private static String code(String code) {
        return code != null && code.matches("[A-Z][A-Z0-9_]{1,63}") ? code : "SBOM_FAILED";
    }
}
