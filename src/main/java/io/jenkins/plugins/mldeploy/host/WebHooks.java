package io.jenkins.plugins.mldeploy.host;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Sends a message to another system. A host replaces {@link #overHttp()} where its calls have to take another way, for example through a proxy. */
@FunctionalInterface
public interface WebHooks {
    /** How long a connection and an answer may take. */
    Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Posts JSON. Follows no redirect: an address that the administrator did not name gets nothing.
     *
     * @return the HTTP status
     * @throws IOException when there was no answer
     */
    int post(URI url, Map<String, String> headers, String body) throws IOException;

    /** By the client of the JDK, directly. */
    static WebHooks overHttp() {
        return overHttp(HttpClient.Builder.NO_PROXY);
    }

    /** The same by way of a proxy, where the selector says so. */
    static WebHooks overHttp(ProxySelector proxies) {
        return (url, headers, body) -> {
            HttpRequest.Builder request = HttpRequest.newBuilder(url)
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            headers.forEach(request::header);
            try {
                return HttpClient.newBuilder()
                        .connectTimeout(PATIENCE)
                        .proxy(proxies)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build()
                        .send(request.build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while " + url.getHost() + " was called", e);
            }
        };
    }
}
