package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.evidence.Subject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What generateSbom does with documents, but for the check against the schema: surveys them with an eye on licences, and merges them. */
public final class BomReading {
    private BomReading() {}

    /** The components of a file, whose references all hold. */
    public static long read(Path file) throws IOException {
        return survey(of(file), audit()).components();
    }

    /** The components of a file that is written anew as the document of an application. */
    public static long merge(Path file) throws IOException {
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(file.resolveSibling("merged.json")), 1 << 16)) {
            return merge(List.of(of(file)), out);
        }
    }

    /** The components of so many made documents that are merged into one. */
    public static long merge(int documents, long components) throws IOException {
        List<BomFile> files = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            files.add(LargeBoms.document(components / documents));
        }
        return merge(files, OutputStream.nullOutputStream());
    }

    private static BomFile of(Path file) {
        return new BomFile(() -> Files.newInputStream(file), "bom.json");
    }

    private static LicenseAudit audit() {
        return new LicenseAudit(new LicenseRules(List.of("AGPL-3.0-only"), List.of()));
    }

    private static Survey survey(BomFile file, LicenseAudit audit) throws IOException {
        Survey survey = Survey.of(file, audit.of("target"));
        if (!survey.dangling().isEmpty()) {
            throw new IllegalStateException("dangling: " + survey.dangling());
        }
        return survey;
    }

    private static long merge(List<BomFile> files, OutputStream out) throws IOException {
        LicenseAudit audit = audit();
        List<MergeRequest.Input> inputs = new ArrayList<>();
        List<SbomMerger.Part> parts = new ArrayList<>();
        long components = 0;
        for (BomFile file : files) {
            Target target = new Target(Target.Kind.FILE, "bom.json", "t" + inputs.size());
            MergeRequest.Input input = new MergeRequest.Input(target, target.value(), false);
            Survey survey = survey(file, audit);
            components += survey.components();
            inputs.add(input);
            parts.add(new SbomMerger.Part(input, file, survey));
        }
        MergeRequest request = new MergeRequest(
                "app",
                Subject.commit("a".repeat(40)).value(),
                inputs,
                MergeRequest.Mode.HIERARCHICAL,
                List.of(),
                new LicenseRules(List.of(), List.of()),
                true,
                "out.json",
                Instant.EPOCH);
        new SbomMerger(request, parts, Map.of())
                .write(out, "urn:uuid:00000000-0000-0000-0000-000000000000", "1970-01-01T00:00:00Z");
        return components;
    }
}
