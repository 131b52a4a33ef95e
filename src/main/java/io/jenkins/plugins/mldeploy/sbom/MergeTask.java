package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Surveys the inputs, writes the merged document, checks it, and only then puts it in its place. */
record MergeTask(MergeRequest request) implements AgentTask<Merged> {
    @Override
    public Merged run(Workspace workspace) throws IOException {
        LicenseAudit audit = new LicenseAudit(request.rules());
        List<SbomMerger.Part> parts = new ArrayList<>();
        List<Merged.Found> found = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        long components = 0;
        long dependencies = 0;
        Map<String, String> rootRefs = new TreeMap<>();
        for (MergeRequest.Input input : request.inputs()) {
            BomFile file = open(workspace, input.file());
            Target target = input.target();
            Survey survey = Survey.of(file, audit.of(target.key()));
            List<String> dangling = survey.dangling();
            if (!dangling.isEmpty()) {
                String sentence =
                        "the dependency graph names what the document does not declare: " + String.join(", ", dangling);
                if (request.validate()) {
                    throw new UnreadableReport(
                            "SBOM_DANGLING_REF", input.file(), sentence + "; validate: false takes it as it is");
                }
                notes.add(input.file() + ": " + sentence);
            }
            components += survey.components();
            dependencies += survey.dependencies();
            rootRefs.put(target.key(), survey.root().path("bom-ref").asText());
            found.add(new Merged.Found(
                    target.key(),
                    target.display(),
                    survey.components(),
                    survey.packages(),
                    survey.specVersion(),
                    charts(workspace, target)));
            parts.add(new SbomMerger.Part(input, file, survey));
        }
        List<Merged.Violation> violations = violations(audit, parts, rootRefs);
        SbomMerger merger = new SbomMerger(request, parts, promptHashes(workspace));
        String serial = "urn:uuid:" + UUID.randomUUID();
        Path output = workspace.resolve(request.outputFile());
        Files.createDirectories(output.getParent());
        Path temporary = output.resolveSibling("." + output.getFileName() + ".part");
        Files.deleteIfExists(temporary);
        try {
            MessageDigest digest = Sha256.digest();
            try (OutputStream out = new DigestOutputStream(
                    new BufferedOutputStream(Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW), 1 << 16),
                    digest)) {
                merger.write(out, serial, timestamp());
            }
            notes.addAll(merger.notes());
            check(temporary, notes);
            long size = Files.size(temporary);
            Files.move(temporary, output, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new Merged(
                    workspace.display(output),
                    Sha256.hex(digest),
                    size,
                    serial,
                    components,
                    dependencies,
                    found,
                    audit.refusedCount(),
                    violations,
                    audit.unknownCount(),
                    List.copyOf(audit.unknown()),
                    List.copyOf(audit.nearMisses()),
                    notes,
                    null);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** The merge itself may have a fault, and inputs may be wrong in ways that only the schema knows, so the result is read once more. */
    private void check(Path file, List<String> notes) throws IOException {
        BomFile result = new BomFile(() -> Files.newInputStream(file), request.outputFile());
        List<String> dangling = Survey.of(result, (own, ancestors) -> {}).dangling();
        if (!dangling.isEmpty() && request.validate()) {
            throw new UnreadableReport(
                    "SBOM_DANGLING_REF", request.outputFile(), "not declared: " + String.join(", ", dangling));
        }
        if (request.validate()) {
            SchemaCheck.check(result);
        } else {
            notes.add("not checked against the CycloneDX 1.6 schema (validate: false)");
        }
    }

    private List<Merged.Violation> violations(
            LicenseAudit audit, List<SbomMerger.Part> parts, Map<String, String> rootRefs) throws IOException {
        List<Merged.Violation> violations = new ArrayList<>();
        for (LicenseAudit.Refused refused : audit.refused()) {
            List<String> path = new ArrayList<>(List.of(request.application(), refused.target()));
            BomFile file = parts.stream()
                    .filter(part -> part.input().target().key().equals(refused.target()))
                    .findFirst()
                    .orElseThrow()
                    .file();
            List<String> above = refused.ref() == null
                    ? List.of()
                    : DependencyPaths.above(file, rootRefs.get(refused.target()), refused.ref());
            above.forEach(ref -> path.add(readable(ref)));
            if (above.isEmpty()) {
                path.addAll(refused.within());
            }
            path.add(refused.component());
            violations.add(new Merged.Violation(refused.component(), refused.license(), List.copyOf(path)));
        }
        return violations;
    }

    /** {@code pkg:pypi/requests@2.31.0?package-id=21ce} is {@code requests@2.31.0} for people. */
    private static String readable(String ref) {
        String text = ref;
        if (text.startsWith("pkg:")) {
            text = text.replaceFirst("[?#].*$", "");
            text = text.substring(text.lastIndexOf('/') + 1);
        }
        return Survey.shortened(text);
    }

    private Map<String, String> promptHashes(Workspace workspace) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        for (Model model : request.models()) {
            if (model.prompt() != null) {
                Path file = workspace.resolve(model.prompt());
                if (!Files.isRegularFile(file)) {
                    throw new UnreadableReport(
                            "PROMPT_ABSENT", model.prompt(), "the prompt of model " + model.name() + " is not there");
                }
                try (InputStream in = Files.newInputStream(file)) {
                    hashes.put(model.prompt(), Sha256.of(in));
                }
            }
        }
        return hashes;
    }

    private static int charts(Workspace workspace, Target target) throws IOException {
        if (target.kind() != Target.Kind.DIR) {
            return 0;
        }
        Workspace within = new Workspace(workspace.directory(), workspace.resolve(target.value()));
        return within.glob("Chart.yaml, **/Chart.yaml").size();
    }

    private static BomFile open(Workspace workspace, String name) throws IOException {
        Path file = workspace.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new UnreadableReport(
                    "REPORT_ABSENT", name, "there is no such file; did the step that writes it run?");
        }
        return new BomFile(() -> Files.newInputStream(file), name);
    }

    /** Reproducible builds set SOURCE_DATE_EPOCH (reproducible-builds.org) in the environment of the agent or of mldeploy. */
    private String timestamp() {
        String epoch = System.getenv("SOURCE_DATE_EPOCH");
        Instant at = epoch != null && epoch.matches("\\d{1,11}")
                ? Instant.ofEpochSecond(Long.parseLong(epoch))
                : request.now();
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
