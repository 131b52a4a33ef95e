package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.Extension;
import hudson.model.Job;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.EnvironmentsFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The environments of a test, as text; asked before the suite's own configuration. */
public final class TestEnvironments {
    private static volatile String yaml = "";

    private TestEnvironments() {}

    public static void set(String text) {
        yaml = text;
    }

    /** Found by Jenkins in every test. */
    @Extension
    public static final class Source implements EnvironmentsSource {
        @Override
        public Environments environments(Job<?, ?> job) throws IOException {
            return yaml.isEmpty()
                    ? new Environments(List.of(), Map.of())
                    : EnvironmentsFile.read(
                            "environments.yaml", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
