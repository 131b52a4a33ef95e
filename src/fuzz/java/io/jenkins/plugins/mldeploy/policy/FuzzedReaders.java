package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.fuzz.FuzzedReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rules of environments. */
public final class FuzzedReaders {
    public static final List<FuzzedReader> ALL = List.of(
            new FuzzedReader(
                    "environments",
                    "policy/*.yaml",
                    input -> EnvironmentsFile.read("environments.yaml", new ByteArrayInputStream(input))),
            new FuzzedReader(
                    "tightenings",
                    "policy/*.yaml",
                    input -> TighteningsFile.read("folder", new ByteArrayInputStream(input))),
            new FuzzedReader("cron", "none", input -> {
                try {
                    Cron.parse(new String(input, StandardCharsets.UTF_8));
                } catch (IllegalArgumentException wrong) {
                    // As it should be.
                }
            }),
            new FuzzedReader("rule", "none", input -> {
                try {
                    Rule.parse(new String(input, StandardCharsets.UTF_8));
                } catch (IllegalArgumentException wrong) {
                    // As it should be.
                }
            }));

    private FuzzedReaders() {}
}
