package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.MadeStream;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Large documents, in a JVM of their own with a small heap. */
public final class LargeBoms {
    private LargeBoms() {}

    public static void main(String[] arguments) throws Exception {
        long components = Long.parseLong(arguments[1]);
        switch (arguments[0]) {
            case "merge" -> merge(4, components / 4);
            case "schema" -> {
                SchemaCheck.check(document(components));
                System.out.println("valid");
            }
            case "difference" -> {
                SbomDifference difference = SbomDifference.between(document(components), document(components + 7));
                System.out.println("added " + difference.added() + ", removed " + difference.removed());
            }
            default -> longText(components);
        }
    }

    private static void merge(int targets, long each) throws Exception {
        LicenseAudit audit = new LicenseAudit(new LicenseRules(List.of("AGPL-3.0-only"), List.of()));
        List<MergeRequest.Input> inputs = new ArrayList<>();
        List<SbomMerger.Part> parts = new ArrayList<>();
        long components = 0;
        for (int i = 0; i < targets; i++) {
            Target target = new Target(Target.Kind.FILE, "t" + i + ".json", "t" + i);
            inputs.add(new MergeRequest.Input(target, target.value(), false));
            BomFile file = document(each);
            Survey survey = Survey.of(file, audit.of(target.key()));
            if (!survey.dangling().isEmpty()) {
                throw new AssertionError(survey.dangling());
            }
            components += survey.components();
            parts.add(new SbomMerger.Part(inputs.get(i), file, survey));
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
        long[] written = new long[1];
        new SbomMerger(request, parts, Map.of())
                .write(
                        new OutputStream() {
                            @Override
                            public void write(int b) {
                                written[0]++;
                            }

                            @Override
                            public void write(byte[] bytes, int offset, int length) {
                                written[0] += length;
                            }
                        },
                        "urn:uuid:00000000-0000-0000-0000-000000000000",
                        "1970-01-01T00:00:00Z");
        System.out.println("merged " + components + " components into " + (written[0] >> 20) + " MiB");
    }

    private static void longText(long mebibytes) throws Exception {
        String piece = "x".repeat(1 << 16);
        BomFile file = new BomFile(
                () -> MadeStream.of(
                        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"properties\":[{\"name\":\"a\",\"value\":\"",
                        mebibytes << 4,
                        i -> piece,
                        "\"}],\"components\":[{\"type\":\"library\",\"name\":\"lib\"}]}"),
                "long.json");
        System.out.println(
                "skipped, then found " + Survey.of(file, (own, ancestors) -> {}).components());
    }

    /** Libraries of 300 bytes, each depending on one other. */
    static BomFile document(long components) {
        String hash = "0".repeat(64);
        return new BomFile(
                () -> new SequenceInputStream(
                        MadeStream.of(
                                "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"components\":[",
                                components,
                                i -> (i == 0 ? "" : ",") + "{\"type\":\"library\",\"bom-ref\":\"" + purl(i)
                                        + "\",\"name\":\"lib-" + i
                                        + "\",\"version\":\"1." + i % 9 + ".0\",\"purl\":\"" + purl(i)
                                        + "\",\"licenses\":[{\"license\":{\"id\":\"MIT\"}}],\"hashes\":[{\"alg\":\"SHA-256\",\"content\":\""
                                        + hash
                                        + "\"}],\"properties\":[{\"name\":\"path\",\"value\":\"/app/node_modules/lib-"
                                        + i
                                        + "\"}]}",
                                "],"),
                        MadeStream.of(
                                "\"dependencies\":[",
                                components,
                                i -> (i == 0 ? "" : ",") + "{\"ref\":\"" + purl(i) + "\",\"dependsOn\":[\""
                                        + purl(i / 2) + "\"]}",
                                "]}")),
                "made.json");
    }

    private static String purl(long i) {
        return "pkg:npm/lib-" + i + "@1." + i % 9 + ".0";
    }
}
