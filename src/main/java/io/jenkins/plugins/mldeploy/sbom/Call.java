package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.evidence.Baseline;
import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.verdict.OnError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One call of the step, as every state carries it.
 *
 * @param form of the saved states, 1
 * @param arguments checked
 * @param application name of the application
 * @param source what the run builds
 */
record Call(int form, Map<String, Object> arguments, String application, Subject source) {
    static final String STEP = "generateSbom";
    private static final int FORM = 1;

    Call {
        if (form != FORM) {
            throw new IllegalArgumentException("a generateSbom state of form " + form + " is not from this version");
        }
    }

    static Call of(Arguments arguments, RunInfo run) {
        check(arguments);
        String job = run.origin().job();
        String application = arguments.optional("name").orElse(job.substring(job.lastIndexOf('/') + 1));
        return new Call(FORM, arguments.values(), application, run.source());
    }

    /** @throws BadArguments naming every contradiction */
    static void check(Arguments arguments) {
        List<String> problems = new ArrayList<>();
        if (Target.of(arguments.objects("targets"), problems).isEmpty() && problems.isEmpty()) {
            problems.add("targets is empty; name at least one image, dir or file");
        }
        Model.of(arguments.objects("models"), problems);
        if (arguments.number("specVersion") != 1.6) {
            problems.add("specVersion " + arguments.number("specVersion") + " is not written; only 1.6 is");
        }
        if (arguments.string("outputFile").isBlank()
                || arguments.string("outputFile").endsWith("/")) {
            problems.add("outputFile must name a file");
        }
        try {
            Baseline.parse(arguments.string("baseline"));
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
        if (!problems.isEmpty()) {
            throw new BadArguments(STEP, problems);
        }
    }

    /** Id of the secret with the key that signs the document, null when nobody does. */
    String signingKey() {
        // What an earlier version saved has false there.
        return arguments.get("sign") instanceof String id && !id.isBlank() ? id : null;
    }

    String id() {
        return checked().string("id");
    }

    List<Target> targets() {
        return Target.of(checked().objects("targets"), new ArrayList<>());
    }

    List<Model> models() {
        return Model.of(checked().objects("models"), new ArrayList<>());
    }

    Baseline baseline() {
        return Baseline.parse(checked().string("baseline"));
    }

    OnError onError() {
        return checked().word("onError", OnError.class);
    }

    LicenseRules rules() {
        return checked()
                .object("licenses")
                .map(licenses -> new LicenseRules(licenses.strings("deny"), licenses.strings("allow")))
                .orElse(new LicenseRules(List.of(), List.of()));
    }

    /** The generators to try, in order. */
    List<Generator> generators() {
        String wanted = checked().string("generator");
        return wanted.equals("auto")
                ? List.of(Generator.values())
                : List.of(Generator.valueOf(wanted.toUpperCase(java.util.Locale.ROOT)));
    }

    /** Where the generators write; not called .cdx.json, because syft takes such files for part of what it looks into. */
    String workFolder() {
        return ".mldeploy/work/generatesbom-" + id();
    }

    /** The document of the n-th target. */
    String documentOf(int target) {
        Target one = targets().get(target);
        return one.needsGenerator() ? workFolder() + "/target-" + (target + 1) + ".json" : one.value();
    }

    /** The subjects of the evidence: the source, and each image that is named by its digest. */
    List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>(List.of(source));
        targets().stream()
                .filter(target -> target.kind() == Target.Kind.IMAGE)
                .flatMap(target -> ImageReference.parse(target.value()).subject().stream())
                .filter(subject -> !subjects.contains(subject))
                .forEach(subjects::add);
        return subjects;
    }

    MergeRequest mergeRequest(Inquiry inquiry) {
        List<MergeRequest.Input> inputs = new ArrayList<>();
        for (int i = 0; i < targets().size(); i++) {
            Target target = targets().get(i);
            inputs.add(new MergeRequest.Input(target, documentOf(i), target.needsGenerator()));
        }
        return new MergeRequest(
                application,
                source.value(),
                inputs,
                checked().word("merge", MergeRequest.Mode.class),
                models().stream()
                        .map(model -> model.with(
                                inquiry.metrics().getOrDefault(String.valueOf(model.metricsFrom()), Map.of())))
                        .toList(),
                rules(),
                checked().is("validate"),
                checked().string("outputFile"),
                inquiry.now());
    }

    Arguments checked() {
        return Arguments.ofChecked(arguments);
    }
}
