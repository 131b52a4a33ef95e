package io.jenkins.plugins.mldeploy.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.mldeploy.dashboard.PageFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dashboard of one project, for the browser of this machine. Listens on 127.0.0.1 only; answers only requests that name this very address, so that no web site reaches it by
 * a name that it points here (DNS rebinding); changes something only for a POST of JSON with the token that only a page from here can read.
 */
public final class DashboardServer implements Closeable {
    /** Name of the header that every changing request needs. */
    static final String TOKEN_HEADER = "X-Mldeploy-Token";

    static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'");

    private static final int BODY_LIMIT = 64 << 10;
    private static final int THREADS = 8;
    private static final Pattern OF_GATE =
            Pattern.compile("/api/gates/([a-z0-9][a-z0-9-]{0,39})/(difference|approve|reject|comment|withdraw|bypass)");
    private static final Pattern OF_CHECK =
            Pattern.compile("/api/gates/([a-z0-9][a-z0-9-]{0,39})/checks/([a-z0-9][a-z0-9-]{0,39})");

    static {
        // The JDK's server would wait for the rest of a body that was refused, and for slow clients for ever. It reads
        // these once, in seconds and bytes.
        Map.of("maxReqTime", "30", "maxRspTime", "60", "drainAmount", "0").forEach((name, value) -> {
            if (System.getProperty("sun.net.httpserver." + name) == null) {
                System.setProperty("sun.net.httpserver." + name, value);
            }
        });
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final DashboardApi api;
    private final Consumer<String> errors;
    private final Set<String> hosts;
    private final String token;

    private DashboardServer(HttpServer server, DashboardApi api, Consumer<String> errors) {
        this.server = server;
        this.api = api;
        this.errors = errors;
        int port = server.getAddress().getPort();
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "mldeploy-dashboard");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /**
     * Starts it.
     *
     * @param port 0 for any free one
     * @param errors told of each request that failed for a reason that is not the request's
     * @throws IOException also when the port is taken
     */
    public static DashboardServer start(ProjectHome project, int port, Clock clock, Consumer<String> errors)
            throws IOException {
        InetAddress here = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(new InetSocketAddress(here, port), 0);
        DashboardServer dashboard = new DashboardServer(server, new DashboardApi(project, clock), errors);
        server.start();
        return dashboard;
    }

    /** Where the page is. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpReply reply;
            try {
                // Read before anything is refused, so that the connection stays in step with its requests.
                byte[] body = body(exchange);
                checkHost(exchange);
                reply = reply(exchange, body);
            } catch (HttpReply.Refusal e) {
                reply = DashboardApi.message(e.status(), e.getMessage());
            } catch (IOException | RuntimeException thrown) {
                // A query reads the journal while its answer is made, where only unchecked exceptions pass.
                Exception e = thrown instanceof UncheckedIOException reading ? reading.getCause() : thrown;
                errors.accept(exchange.getRequestMethod() + " " + exchange.getRequestURI() + ": " + e);
                // Messages of this suite's own errors say what is broken and where; those of a bug say nothing to a
                // reader.
                reply = DashboardApi.message(
                        500,
                        e instanceof IOException && e.getMessage() != null
                                ? e.getMessage()
                                : "this request failed; the terminal of the dashboard says why");
            }
            send(exchange, reply);
        }
    }

    private void checkHost(HttpExchange exchange) throws HttpReply.Refusal {
        List<String> named = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        if (named.size() != 1 || !hosts.contains(named.get(0))) {
            throw new HttpReply.Refusal(421, "this is " + address() + "; open exactly that address");
        }
    }

    private HttpReply reply(HttpExchange exchange, byte[] body) throws IOException, HttpReply.Refusal {
        String path = exchange.getRequestURI().getRawPath();
        switch (path) {
            case "/api/overview":
                allow(exchange, "GET");
                return api.overview();
            case "/api/deployments.csv":
                allow(exchange, "GET");
                return api.deployments();
            case "/api/gates":
                allow(exchange, "GET");
                return api.gates();
            case "/api/host":
                allow(exchange, "GET");
                return DashboardApi.json(200, Map.of("practiceIdentity", true, "headers", Map.of(TOKEN_HEADER, token)));
            default:
                break;
        }
        Matcher ofCheck = OF_CHECK.matcher(path);
        if (ofCheck.matches()) {
            allow(exchange, "POST");
            return api.check(
                    ofCheck.group(1),
                    ofCheck.group(2),
                    headers(exchange.getRequestHeaders()),
                    body,
                    String.valueOf(exchange.getRemoteAddress().getAddress().getHostAddress()));
        }
        Matcher ofGate = OF_GATE.matcher(path);
        if (!ofGate.matches()) {
            return file(exchange, path);
        }
        if (ofGate.group(2).equals("difference")) {
            allow(exchange, "GET");
            return api.difference(ofGate.group(1));
        }
        allow(exchange, "POST");
        checkSender(exchange.getRequestHeaders());
        return api.answer(ofGate.group(1), ofGate.group(2), body);
    }

    private static HttpReply file(HttpExchange exchange, String path) throws IOException, HttpReply.Refusal {
        PageFile file = PageFile.read(path.equals("/") ? "index.html" : path.substring(1))
                .orElseThrow(() -> new HttpReply.Refusal(404, "there is nothing at this address"));
        allow(exchange, "GET");
        return new HttpReply(200, file.type(), file.content());
    }

    private static void allow(HttpExchange exchange, String method) throws HttpReply.Refusal {
        if (!exchange.getRequestMethod().equals(method)) {
            exchange.getResponseHeaders().set("Allow", method);
            throw new HttpReply.Refusal(405, "only " + method + " is possible here");
        }
    }

    private static Map<String, String> headers(Headers headers) {
        Map<String, String> plain = new LinkedHashMap<>();
        headers.forEach((name, values) -> plain.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return plain;
    }

    private void checkSender(Headers headers) throws HttpReply.Refusal {
        String origin = headers.getFirst("Origin");
        if (origin != null && hosts.stream().noneMatch(host -> origin.equals("http://" + host))) {
            throw new HttpReply.Refusal(403, "this request comes from another site");
        }
        String given = headers.getFirst(TOKEN_HEADER);
        if (given == null
                || !MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
            throw new HttpReply.Refusal(403, "the token is missing or of a dashboard that ended; load the page again");
        }
        String type = headers.getFirst("Content-Type");
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new HttpReply.Refusal(415, "the body must be application/json");
        }
    }

    private static byte[] body(HttpExchange exchange) throws IOException, HttpReply.Refusal {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_LIMIT + 1);
        if (body.length > BODY_LIMIT) {
            // What is left of it is not read; the connection ends with the answer.
            exchange.getResponseHeaders().set("Connection", "close");
            throw new HttpReply.Refusal(413, "the body is larger than " + BODY_LIMIT / 1024 + " KiB");
        }
        return body;
    }

    private static void send(HttpExchange exchange, HttpReply reply) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", reply.type());
        headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        exchange.getResponseBody().write(reply.body());
    }
}
