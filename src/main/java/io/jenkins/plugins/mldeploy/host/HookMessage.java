package io.jenkins.plugins.mldeploy.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.mldeploy.policy.WebHook;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** One signed message to a web hook that the administrator named. */
public final class HookMessage {
    private HookMessage() {}

    /**
     * Sends JSON, once.
     *
     * @param name of the web hook in the environments file
     * @param id of the message: the same for the same message, so that its receiver knows one that came twice
     * @return what went wrong, without the secret and without the address, which may hold one; empty when it was taken
     */
    public static Optional<String> send(Services services, String name, String id, Map<String, Object> body)
            throws IOException {
        Optional<WebHook> hook = services.environments().webHook(name);
        if (hook.isEmpty()) {
            return Optional.of("there is no such web hook any more");
        }
        Optional<String> secret = services.secret(hook.get().secretId());
        if (secret.isEmpty()) {
            return Optional.of("there is no credential '" + hook.get().secretId() + "'");
        }
        try {
            String text = StrictJson.mapper().writeValueAsString(body);
            Map<String, String> headers =
                    SignedMessage.headers(secret.get(), id, services.clock().instant(), text);
            int status = services.webHooks().post(URI.create(hook.get().url()), headers, text);
            return status >= 200 && status < 300 ? Optional.empty() : Optional.of("it answered " + status);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            return Optional.of("no answer (" + e.getClass().getSimpleName() + ")");
        }
    }
}
