package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Stores a text as a payload, so that states stay small. */
record StoreText(String text) implements ControllerTask<String> {
    @Override
    public String run(Services services) throws IOException {
        return services.evidence().putPayload(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
