package io.jenkins.plugins.mldeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.local.DashboardServer;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A whole run whose gate asks another system over HTTP, which answers over HTTP: both sides signed, on this machine. */
public class ExternalCheckTest {
    private static final String SECRET = "shared between two";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final PrintStream console = System.out;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private ProjectHome project;
    private HttpServer board;
    private DashboardServer dashboard;

    @Before
    public void start() throws IOException {
        Path directory = folder.newFolder("shop").toPath();
        project = ProjectHome.of(directory, null);
        board = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        board.createContext("/board", this::decide);
        board.start();
        Files.writeString(
                directory.resolve("environments.yaml"),
                """
                teams: [{name: sre, users: [bob]}]
                webHooks: [{name: board, url: "http://127.0.0.1:%d/board", secretId: board-secret}]
                environments:
                  - name: production
                    approvers: [{group: sre}]
                    checks: [{name: change-board, webHook: board}]
                """
                        .formatted(board.getAddress().getPort()));
        Files.createDirectories(project.state());
        Path credentials = project.state().resolve("credentials.json");
        Files.writeString(credentials, "{\"board-secret\": {\"secret\": \"" + SECRET + "\"}}");
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
        dashboard = DashboardServer.start(project, 0, Clock.systemUTC(), seen::add);
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    }

    @After
    public void stop() {
        System.setOut(console);
        dashboard.close();
        board.stop(0);
    }

    @Test(timeout = 120_000)
    public void theRunGoesOnWhenPeopleAndTheOtherSystemAgreed() throws IOException {
        Files.writeString(
                project.directory().resolve("Jenkinsfile"),
                "node { approveGate id: 'prod', environment: 'production', timeout: '2m' }");
        int exit = MlDeploy.commandLine().execute("run", project.directory().toString(), "--approve-as", "bob");
        String said = output.toString(StandardCharsets.UTF_8);
        assertThat(exit).as(said + seen).isZero();
        assertThat(said).contains("check 'change-board' was asked", "check 'change-board' agrees: CHG-7");
        assertThat(seen).containsExactly("unsigned 403", "forged 403", "no gate 403", "signed 200", "again 409");
        JournalFileStore store = JournalFileStore.readOnly(project.journal());
        assertThat(store.latest(EvidenceQuery.ofStep("approveGate"))
                        .orElseThrow()
                        .evidence()
                        .details())
                .containsEntry("decision", "APPROVED")
                .containsEntry("checks", List.of("change-board"));
        // The secret is nowhere that a run writes.
        assertThat(said).doesNotContain(SECRET);
    }

    /** The other system: checks the signature itself, and answers in its own time. */
    private void decide(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        String second = exchange.getRequestHeaders().getFirst("webhook-timestamp");
        boolean genuine = ("v1," + hmac(id + "." + second + "." + body))
                .equals(exchange.getRequestHeaders().getFirst("webhook-signature"));
        exchange.sendResponseHeaders(genuine ? 202 : 401, -1);
        exchange.close();
        if (genuine) {
            new Thread(() -> answer(body)).start();
        }
    }

    private void answer(String question) {
        try {
            JsonNode asked = JsonMapper.builder().build().readTree(question);
            String gate = asked.get("gate").asText();
            String body =
                    "{\"gate\":\"%s\",\"check\":\"change-board\",\"question\":\"%s\",\"passed\":true,\"text\":\"CHG-7\"}"
                            .formatted(gate, asked.get("question").asText());
            String now = Long.toString(Instant.now().getEpochSecond());
            send("unsigned", gate, body, now, "");
            send("forged", gate, body.replace("true", "false"), now, "v1," + hmac("m1." + now + "." + body));
            send("no gate", "9-none-1", body, now, "v1," + hmac("m1." + now + "." + body));
            send("signed", gate, body, now, "v1," + hmac("m1." + now + "." + body));
            send("again", gate, body, now, "v1," + hmac("m1." + now + "." + body));
        } catch (IOException | InterruptedException e) {
            seen.add(e.toString());
        }
    }

    private void send(String what, String gate, String body, String second, String signature)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        dashboard.address().resolve("api/gates/" + gate + "/checks/change-board"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!signature.isEmpty()) {
            request.header("webhook-id", "m1")
                    .header("webhook-timestamp", second)
                    .header("webhook-signature", signature);
        }
        seen.add(what + " "
                + HttpClient.newHttpClient()
                        .send(request.build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode());
    }

    private static String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
