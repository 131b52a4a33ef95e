package io.jenkins.plugins.mldeploy.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A proxy on loopback before an API server, plain towards helm and kubectl, that spoils one request of a deployment. */
final class FaultyApi implements AutoCloseable {
    /** What becomes of the request, in the API server's own words. */
    enum Fault {
        RESET(0, "", ""),
        CONFLICT_409(
                409,
                "Conflict",
                "Operation cannot be fulfilled on this object: the object has been modified; please apply your changes to the latest version and try again"),
        INVALID_422(422, "Invalid", "the object is invalid: spec: Invalid value: 0: spoiled by a test"),
        TOO_MANY_429(
                429,
                "TooManyRequests",
                "the server has received too many requests and has asked us to try again later"),
        ERROR_500(500, "InternalError", "Internal error occurred: spoiled by a test"),
        NO_ANSWER(0, "", "");

        private final int code;
        private final String reason;
        private final String message;

        Fault(int code, String reason, String message) {
            this.code = code;
            this.reason = reason;
            this.message = message;
        }
    }

    private static final Set<String> HOP =
            Set.of("connection", "host", "content-length", "transfer-encoding", "upgrade", "expect", "http2-settings");

    private final HttpServer server;
    private final HttpClient client;
    private final String target;
    private final String token;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Integer> seen = new LinkedHashMap<>();
    private String spoiled;
    private int occurrence;
    private Fault fault;
    private boolean hit;

    FaultyApi(Path kubeconfig) throws Exception {
        Map<String, Object> config =
                new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(kubeconfig));
        Map<?, ?> cluster = (Map<?, ?>) ((Map<?, ?>) ((List<?>) config.get("clusters")).get(0)).get("cluster");
        Map<?, ?> user = (Map<?, ?>) ((Map<?, ?>) ((List<?>) config.get("users")).get(0)).get("user");
        target = String.valueOf(cluster.get("server"));
        token = (String) user.get("token");
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(threads)
                .sslContext(tls(cluster, user))
                .build();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private static SSLContext tls(Map<?, ?> cluster, Map<?, ?> user) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", certificate(bytes(cluster, "certificate-authority")));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = null;
        if (user.containsKey("client-certificate-data") || user.containsKey("client-certificate")) {
            KeyStore mine = KeyStore.getInstance("PKCS12");
            mine.load(null, null);
            mine.setKeyEntry(
                    "me",
                    key(new String(bytes(user, "client-key"), StandardCharsets.US_ASCII)),
                    new char[0],
                    new Certificate[] {certificate(bytes(user, "client-certificate"))});
            keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(mine, new char[0]);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static byte[] bytes(Map<?, ?> map, String name) throws IOException {
        return map.containsKey(name + "-data")
                ? Base64.getDecoder().decode((String) map.get(name + "-data"))
                : Files.readAllBytes(Path.of((String) map.get(name)));
    }

    private static Certificate certificate(byte[] pem) throws Exception {
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    private static java.security.PrivateKey key(String pem) throws Exception {
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
        for (String algorithm : List.of("EC", "RSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (java.security.spec.InvalidKeySpecException e) {
                continue;
            }
        }
        throw new IOException("neither an EC nor an RSA key in PKCS#8");
    }

    /** A kubeconfig that leads through this proxy. */
    Path kubeconfig(Path folder) throws IOException {
        Path file = folder.resolve("faulty-kubeconfig");
        Files.writeString(
                file,
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: faulty, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: nobody, user: {}}]
                contexts: [{name: faulty, context: {cluster: faulty, user: nobody}}]
                current-context: faulty
                """
                        .formatted(server.getAddress().getPort()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    /** Lets every request pass from now on, and counts them anew. */
    synchronized void pass() {
        spoil(null, 0, null);
    }

    /** Spoils the n-th request of that name from now on, 0-based; the others pass. */
    synchronized void spoil(String request, int n, Fault how) {
        seen.clear();
        spoiled = request;
        occurrence = n;
        fault = how;
        hit = false;
    }

    /** Whether the request came that was to be spoiled. */
    synchronized boolean hit() {
        return hit;
    }

    /** How often each request came, in the order of their first. */
    synchronized Map<String, Integer> requests() {
        return new LinkedHashMap<>(seen);
    }

    /** Method and path, without what differs from one deployment to the next. */
    private static String name(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        return exchange.getRequestMethod() + " "
                + exchange.getRequestURI()
                        .getPath()
                        .replaceAll("\\.v\\d+$", ".vN")
                        .replaceAll("/namespaces/t-[0-9a-f]{8}", "/namespaces/NS")
                + (query == null || exchange.getRequestMethod().equals("GET") && !query.contains("watch=")
                        ? ""
                        : query.contains("dryRun") ? " (dry run)" : query.contains("watch=") ? " (watch)" : "");
    }

    private synchronized Fault faultOf(HttpExchange exchange) {
        String name = name(exchange);
        int n = seen.merge(name, 1, Integer::sum) - 1;
        boolean now = name.equals(spoiled) && n == occurrence;
        hit |= now;
        return now ? fault : null;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        Fault spoiling = faultOf(exchange);
        if (spoiling != null) {
            spoil(exchange, spoiling);
            return;
        }
        try {
            forward(exchange, method);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private static void spoil(HttpExchange exchange, Fault fault) throws IOException {
        if (fault.code > 0) {
            exchange.getRequestBody().readAllBytes();
            byte[] status =
                    ("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\""
                                    + fault.message + "\",\"reason\":\"" + fault.reason + "\",\"code\":" + fault.code
                                    + "}")
                            .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(fault.code, status.length);
            exchange.getResponseBody().write(status);
        } else if (fault == Fault.NO_ANSWER) {
            try {
                Thread.sleep(15_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        // Closed without a response, the connection breaks off.
        exchange.close();
    }

    private void forward(HttpExchange exchange, String method) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        if (token != null) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        request.method(
                method,
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        List<String> skipped = new ArrayList<>(HOP);
        response.headers().map().forEach((name, values) -> {
            if (!skipped.contains(name)) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        boolean empty = response.statusCode() == 204 || response.statusCode() == 304;
        exchange.sendResponseHeaders(response.statusCode(), empty ? -1 : 0);
        try (InputStream body = response.body();
                OutputStream out = exchange.getResponseBody()) {
            byte[] buffer = new byte[8192];
            for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
                out.write(buffer, 0, length);
                out.flush();
            }
        } catch (IOException clientWent) {
            // A watch that nobody reads any more.
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
