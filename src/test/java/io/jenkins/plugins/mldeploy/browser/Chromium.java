package io.jenkins.plugins.mldeploy.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real browser without a window, led by the Chrome DevTools Protocol over a web socket of the JDK: keys are pressed as people press them, and the accessibility tree is the one that screen readers get. */
public final class Chromium implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SECONDS = 60;

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private int last;

    /** Where it is on this machine; empty when it is not. */
    public static Optional<Path> program() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param profile an empty folder */
    public Chromium(Path profile) throws Exception {
        process = new ProcessBuilder(
                        program().orElseThrow().toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader errors = process.errorReader();
        String address = null;
        for (String line = errors.readLine(); line != null && address == null; line = errors.readLine()) {
            if (line.startsWith("DevTools listening on ")) {
                address = line.substring("DevTools listening on ".length());
                break;
            }
        }
        if (address == null) {
            process.destroyForcibly();
            throw new IOException("the browser did not start");
        }
        // What else it says is nobody's business, but the pipe must not fill.
        Thread drain = new Thread(() -> errors.lines().forEach(line -> {}), "browser-errors");
        drain.setDaemon(true);
        drain.start();
        HttpClient http = HttpClient.newHttpClient();
        String page = JSON.readTree(http.send(
                                HttpRequest.newBuilder(URI.create("http://"
                                                + URI.create(address).getAuthority() + "/json/new?about:blank"))
                                        .PUT(HttpRequest.BodyPublishers.noBody())
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body())
                .get("webSocketDebuggerUrl")
                .asText();
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(page), new Answers())
                .get(SECONDS, TimeUnit.SECONDS);
        command("Page.enable");
        command("Accessibility.enable");
        // Without the focus of a window the page would draw no focus ring.
        command("Emulation.setFocusEmulationEnabled", "enabled", true);
    }

    private final class Answers implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean whole) {
            text.append(data);
            if (whole) {
                try {
                    JsonNode answer = JSON.readTree(text.toString());
                    CompletableFuture<JsonNode> future =
                            answer.has("id") ? waiting.remove(answer.get("id").intValue()) : null;
                    if (future != null) {
                        future.complete(answer);
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                } finally {
                    text.setLength(0);
                }
            }
            from.request(1);
            return null;
        }
    }

    /** One command of the protocol, with its parameters as names and values. */
    public JsonNode command(String method, Object... parameters) throws Exception {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            values.put((String) parameters[i], parameters[i + 1]);
        }
        int id = ++last;
        CompletableFuture<JsonNode> future = new CompletableFuture<>();
        waiting.put(id, future);
        socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", values)), true)
                .get(SECONDS, TimeUnit.SECONDS);
        JsonNode answer = future.get(SECONDS, TimeUnit.SECONDS);
        if (answer.has("error")) {
            throw new IOException(method + ": " + answer.get("error"));
        }
        return answer.get("result");
    }

    /** The value of an expression, also of a promise. */
    public JsonNode value(String script) throws Exception {
        JsonNode result = command(
                "Runtime.evaluate",
                "expression",
                script,
                "awaitPromise",
                true,
                "returnByValue",
                true,
                "timeout",
                30_000);
        if (result.has("exceptionDetails")) {
            throw new IOException(script + ": " + result.get("exceptionDetails"));
        }
        return result.at("/result/value");
    }

    /** Until a condition holds on the page, which is tried for 30 s. */
    public void until(String condition) throws Exception {
        JsonNode held = value("new Promise(done => { const end = Date.now() + 30000; const look = () => (" + condition
                + ") ? done(true) : Date.now() > end ? done(false) : setTimeout(look, 30); look(); })");
        if (!held.booleanValue()) {
            throw new AssertionError("never: " + condition + "; the page says: "
                    + value("document.body.innerText").asText());
        }
    }

    public void open(URI address) throws Exception {
        command("Page.navigate", "url", address.toString());
        until("document.readyState === 'complete' && location.href.startsWith('" + address + "')");
    }

    /** CSS pixels, and how many of the device each has: 2 is what a page sees of a zoom of 200 %. */
    public void size(int width, int height, double scale) throws Exception {
        command(
                "Emulation.setDeviceMetricsOverride",
                "width",
                width,
                "height",
                height,
                "deviceScaleFactor",
                scale,
                "mobile",
                false);
        // Pictures that are drawn anew when the window changes have been by the second frame.
        until("innerWidth === " + width);
        value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
    }

    public void dark(boolean dark) throws Exception {
        command(
                "Emulation.setEmulatedMedia",
                "features",
                List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light")));
    }

    /** Presses and lets go of {@code Tab}, {@code Enter} or {@code Space}. */
    public void press(String key) throws Exception {
        int code = Map.of("Tab", 9, "Enter", 13, "Space", 32).get(key);
        String text = Map.of("Tab", "", "Enter", "\r", "Space", " ").get(key);
        String name = key.equals("Space") ? " " : key;
        for (String type : List.of(text.isEmpty() ? "rawKeyDown" : "keyDown", "keyUp")) {
            command(
                    "Input.dispatchKeyEvent",
                    "type",
                    type,
                    "key",
                    name,
                    "code",
                    key,
                    "windowsVirtualKeyCode",
                    code,
                    "text",
                    type.equals("keyUp") ? "" : text);
        }
    }

    public void type(String text) throws Exception {
        command("Input.insertText", "text", text);
    }

    /** What screen readers get: every node that is not ignored. */
    public List<JsonNode> accessible() throws Exception {
        return Stream.of(
                        JSON.convertValue(command("Accessibility.getFullAXTree").get("nodes"), JsonNode[].class))
                .filter(node -> !node.path("ignored").asBoolean())
                .toList();
    }

    /** The page from its top to the end of an element, not only what fits. */
    public void picture(Path file, String until) throws Exception {
        JsonNode end = value("(box => [innerWidth, box.bottom + scrollY + 16])(document.querySelector('" + until
                + "').getBoundingClientRect())");
        String data = command(
                        "Page.captureScreenshot",
                        "captureBeyondViewport",
                        true,
                        "format",
                        "png",
                        "clip",
                        Map.of("x", 0, "y", 0, "width", end.get(0), "height", end.get(1), "scale", 1))
                .get("data")
                .asText();
        Files.write(file, Base64.getDecoder().decode(data));
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
