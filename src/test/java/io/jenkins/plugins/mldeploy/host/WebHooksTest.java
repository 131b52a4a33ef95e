package io.jenkins.plugins.mldeploy.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class WebHooksTest {
    private final List<String> received = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @Before
    public void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            received.add(path + " " + exchange.getRequestHeaders().getFirst("webhook-id") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(path.equals("/moved") ? 307 : 204, -1);
            exchange.close();
        });
        server.start();
    }

    @After
    public void stop() {
        server.stop(0);
    }

    @Test
    public void aMessageArrivesWithItsHeadersAndARedirectIsNotFollowed() throws IOException {
        WebHooks hooks = WebHooks.overHttp();
        assertThat(hooks.post(at("/hook"), Map.of("webhook-id", "m1"), "{}")).isEqualTo(204);
        assertThat(hooks.post(at("/moved"), Map.of("webhook-id", "m2"), "{}")).isEqualTo(307);
        assertThat(received).containsExactly("/hook m1 {}", "/moved m2 {}");
    }

    @Test
    public void whoDoesNotAnswerIsAnError() {
        URI gone = at("/hook");
        server.stop(0);
        assertThatThrownBy(() -> WebHooks.overHttp().post(gone, Map.of(), "{}")).isInstanceOf(IOException.class);
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }
}
