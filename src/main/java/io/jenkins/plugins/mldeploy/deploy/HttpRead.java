package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks an address with GET, from the agent, which is where the cluster can be reached. Ten seconds an attempt, 1 MiB at most, no redirect followed.
 *
 * @param address http or https
 * @param tries how often, at least 1, half a second apart
 */
record HttpRead(String address, int tries) implements AgentTask<HttpRead.Answer> {
    private static final int LONGEST = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * @param body what it answered, null when there is a problem
     * @param problem why there is no body, null when there is one; never the body, which may hold anything
     */
    record Answer(String body, String problem) implements Serializable {}

    /** The address about a release: a release's name holds nothing that would have to be escaped. */
    static String about(String address, String release) {
        return address.replace("{release}", release);
    }

    /** A query parameter. */
    static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public Answer run(Workspace workspace) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        Answer answer = new Answer(null, "it was never asked");
        for (int i = 0; i < tries; i++) {
            answer = once(client);
            if (answer.problem() == null || Thread.currentThread().isInterrupted()) {
                return answer;
            }
            if (i + 1 < tries) {
                pause();
            }
        }
        return answer;
    }

    private Answer once(HttpClient client) {
        String host = address.replaceFirst("[?#].*", "");
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                    .timeout(PATIENCE)
                    .header("Accept", "application/json, */*;q=0.5")
                    .build();
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() / 100 != 2) {
                    return new Answer(null, host + " answered " + response.statusCode());
                }
                byte[] bytes = body.readNBytes(LONGEST + 1);
                return bytes.length > LONGEST
                        ? new Answer(null, host + " answered more than 1 MiB")
                        : new Answer(new String(bytes, StandardCharsets.UTF_8), null);
            }
        } catch (IOException e) {
            return new Answer(null, host + " could not be asked: " + e);
        } catch (IllegalArgumentException e) {
            return new Answer(null, host + " is no address");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(null, "the question to " + host + " was interrupted");
        }
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
