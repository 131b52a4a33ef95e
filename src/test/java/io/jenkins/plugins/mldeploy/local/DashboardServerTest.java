package io.jenkins.plugins.mldeploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.ConfigurationRecord;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DashboardServerTest {
    private static final String HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>";
    private static final List<String> FILES = List.of(
            "index.html",
            "dashboard.css",
            "dashboard.js",
            "deployments.js",
            "dom.js",
            "api.js",
            "gates.js",
            "review.js",
            "matrix.js",
            "runs.js",
            "together.js",
            "trend.js",
            "report.js",
            "run.js",
            "job.js",
            "mine.js",
            "keep.js",
            "waiting.js",
            "echarts.min.js");
    private static final List<String> VERBS = List.of("approve", "reject", "comment", "withdraw");
    private static final Subject SOURCE = Subject.commit("c".repeat(40));

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient browser = HttpClient.newHttpClient();
    private final List<String> errors = new ArrayList<>();
    private ProjectHome project;
    private Path gate;
    private DashboardServer server;
    private String token;

    @Before
    public void start() throws Exception {
        Path directory = folder.getRoot().toPath();
        Files.writeString(
                directory.resolve("environments.yaml"),
                """
                teams:
                  - {name: sre, users: [sam]}
                  - {name: security, users: [carol]}
                environments:
                  - name: production
                    approvers: [{group: sre, count: 1}, {group: security, count: 1}]
                """);
        project = ProjectHome.of(directory, null);
        String difference;
        try (JournalFileStore journal = JournalFileStore.open(project.journal(), warning -> {})) {
            difference = journal.putPayload(
                    new ByteArrayInputStream(("-old\n+" + HOSTILE + "\n").getBytes(StandardCharsets.UTF_8)));
            append(journal, HOSTILE);
        }
        gate = project.state().resolve("gates/1-prod-1/gate.jsonl");
        Files.createDirectories(gate.getParent());
        Files.writeString(gate, opening(difference));
        server = DashboardServer.start(project, 0, Clock.systemUTC(), errors::add);
        token = json.readTree(get("api/host").body())
                .at("/headers/X-Mldeploy-Token")
                .textValue();
    }

    @After
    public void stop() {
        server.close();
    }

    private static void append(JournalFileStore journal, String text) throws IOException {
        journal.append(new Evidence(
                SOURCE,
                "mlTest",
                "llm",
                Verdict.FAIL,
                Map.of("faithfulness", 0.5),
                List.of(new Reason("GATE_MISSED", text)),
                Map.of("gates", List.of(Map.of("state", "MISSED", "sentence", text))),
                Map.of(),
                new Origin("shop", 1, null, null, true, List.of("ada")),
                Instant.parse("2026-11-22T10:00:00Z")));
    }

    /** A gate as the step writes it: asked by ada, one of sre and one of security must approve. */
    private String opening(String difference) throws IOException {
        return json.writeValueAsString(Map.of(
                        "v",
                        1,
                        "op",
                        "OPEN",
                        "at",
                        "2026-11-22T10:00:00Z",
                        "opening",
                        Map.ofEntries(
                                Map.entry("nonce", "the-nonce-of-the-step"),
                                Map.entry("job", "shop"),
                                Map.entry("number", 1),
                                Map.entry("step", "prod"),
                                Map.entry("message", HOSTILE),
                                Map.entry("environment", "production"),
                                Map.entry("subjects", List.of(SOURCE.value())),
                                Map.entry("difference", difference),
                                Map.entry(
                                        "shown",
                                        List.of(Map.of(
                                                "subject", SOURCE.value(),
                                                "step", "mlTest",
                                                "id", "llm",
                                                "verdict", "FAIL",
                                                "findings", List.of(),
                                                "seq", 1,
                                                "hash", "h"))),
                                Map.entry(
                                        "quorum",
                                        Map.of(
                                                "rules",
                                                List.of(
                                                        Map.of("group", "sre", "count", 1),
                                                        Map.of("group", "security", "count", 1)),
                                                "minimum",
                                                2)),
                                Map.entry("requesters", List.of("ada")),
                                Map.entry("requestersKnown", true),
                                Map.entry("allowSelfApproval", false),
                                Map.entry("requireReason", false),
                                Map.entry("supersede", true),
                                Map.entry("requestedAt", "2026-11-22T10:00:00Z"),
                                Map.entry("deadline", "2126-11-22T10:00:00Z"),
                                Map.entry("waitTimer", "PT0S"),
                                Map.entry("onTimeout", "FAILURE"))))
                + "\n";
    }

    private HttpResponse<String> get(String path) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(server.address().resolve(path)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder answer(String verb, String body) {
        return HttpRequest.newBuilder(server.address().resolve("api/gates/1-prod-1/" + verb))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return browser.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> say(String verb, String who, String text) throws Exception {
        return send(answer(verb, json.writeValueAsString(Map.of("identity", who, "text", text)))
                .header("X-Mldeploy-Token", token));
    }

    private String message(HttpResponse<String> response) throws IOException {
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
        return json.readTree(response.body()).get("message").textValue();
    }

    /** Sends bytes that no HTTP client would, and gives the first line of the answer. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    private String rawGet(String path, String host) throws IOException {
        return raw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    private String here() {
        return "127.0.0.1:" + server.address().getPort();
    }

    @Test
    public void everyFileOfThePageIsThereWithItsTypeAndAStrictPolicy() throws Exception {
        for (String file : FILES) {
            HttpResponse<String> response = get(file);
            assertThat(response.statusCode()).as(file).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                    .as(file)
                    .startsWith(
                            file.endsWith(".js")
                                    ? "text/javascript"
                                    : file.endsWith(".css") ? "text/css" : "text/html");
        }
        assertThat(get("").body()).isEqualTo(get("index.html").body());
    }

    @Test
    public void everyAnswerAlsoAnErrorHasTheHeadersThatProtectIt() throws Exception {
        for (String path : List.of("", "api/overview", "api/gates", "api/gates/1-prod-1/difference", "nothing")) {
            var headers = get(path).headers();
            assertThat(headers.firstValue("Content-Security-Policy"))
                    .as(path)
                    .hasValue("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                            + " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
            assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
            assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
            assertThat(headers.firstValue("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @Test
    public void thePageHasNoInlineScriptStyleOrHandler() throws Exception {
        String page = get("").body();

        assertThat(page).doesNotContainPattern("(?i)<script>|<style|\\sstyle=|\\son[a-z]+=|javascript:");
        for (String file : FILES) {
            if (file.endsWith(".js") && !file.startsWith("echarts")) {
                assertThat(get(file).body())
                        .as(file)
                        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
            }
        }
    }

    @Test
    public void eachEndpointTakesItsOwnMethodOnly() throws Exception {
        List<String> reading = new ArrayList<>(List.of("", "api/overview", "api/gates", "api/host"));
        reading.add("api/gates/1-prod-1/difference");
        reading.addAll(FILES);
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")) {
            for (String path : reading) {
                assertRefused(method, path, "GET");
            }
        }
        for (String method : List.of("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")) {
            for (String verb : VERBS) {
                assertRefused(method, "api/gates/1-prod-1/" + verb, "POST");
            }
        }
        for (String path : reading) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(200);
        }
    }

    private void assertRefused(String method, String path, String allowed) throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(server.address().resolve(path))
                        .header("X-Mldeploy-Token", token)
                        .method(method, BodyPublishers.noBody()));
        assertThat(response.statusCode()).as(method + " " + path).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue(allowed);
    }

    @Test
    public void aRequestForAnotherHostIsMisdirected() throws Exception {
        int port = server.address().getPort();
        for (String host : List.of(
                "evil.example",
                "evil.example:" + port,
                "127.0.0.1",
                "127.0.0.1:1",
                "127.0.0.1.evil.example:" + port,
                "[::1]:" + port)) {
            assertThat(rawGet("/api/host", host)).as(host).contains(" 421 ");
        }
        assertThat(raw("GET /api/host HTTP/1.0\r\n\r\n")).contains(" 421 ");
        assertThat(raw("GET /api/host HTTP/1.1\r\nHost: " + here()
                        + "\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .contains(" 421 ");
        assertThat(rawGet("/api/host", here())).contains(" 200 ");
        assertThat(rawGet("/api/host", "localhost:" + port)).contains(" 200 ");
    }

    @Test
    public void aPathThatIsNotKnownLeadsNowhere() throws Exception {
        for (String path : List.of(
                "/../pom.xml",
                "/..%2f..%2fetc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/dashboard.js/",
                "//dashboard.js",
                "/./dashboard.js",
                "/Dashboard.class",
                "/package-info.class",
                "/META-INF/MANIFEST.MF",
                "/dashboard.js%00",
                "/api",
                "/api/",
                "/api/overview/",
                "/api/gates/",
                "/api/gates/1-prod-1",
                "/api/gates/../difference",
                "/api/gates/..%2f1-prod-1/difference",
                "/api/gates/1-PROD-1/difference",
                "/api/gates/" + "a".repeat(41) + "/difference",
                "/api/gates/1-prod-1/settle")) {
            assertThat(rawGet(path, here())).as(path).contains(" 404 ");
        }
        assertThat(message(get("nothing"))).isEqualTo("there is nothing at this address");
        assertThat(get("api/gates/2-prod-1/difference").statusCode()).isEqualTo(404);
    }

    @Test
    public void whatOthersWroteComesOutAsDataAndNeverAsMarkup() throws Exception {
        HttpResponse<String> overview = get("api/overview");
        JsonNode gates = json.readTree(get("api/gates").body());
        HttpResponse<String> difference = get("api/gates/1-prod-1/difference");

        assertThat(overview.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
        assertThat(json.readTree(overview.body())
                        .at("/runs/0/findings/0/reasons/0")
                        .textValue())
                .isEqualTo(HOSTILE);
        assertThat(gates.at("/open/0/gate/opening/message").textValue()).isEqualTo(HOSTILE);
        assertThat(gates.at("/open/0/evidence/0/gates/0/sentence").textValue()).isEqualTo(HOSTILE);
        assertThat(difference.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(difference.body()).isEqualTo("-old\n+" + HOSTILE + "\n");
    }

    @Test
    public void aGateIsShownWithItsRulesAndWithoutTheNonceOfItsStep() throws Exception {
        String body = get("api/gates").body();
        JsonNode shown = json.readTree(body).at("/open/0/gate");

        assertThat(shown.at("/count/have").asInt()).isZero();
        assertThat(shown.at("/count/missing")).hasSize(2);
        assertThat(shown.at("/opening/deadline").textValue()).isEqualTo("2126-11-22T10:00:00Z");
        assertThat(body).doesNotContain("the-nonce-of-the-step");
    }

    @Test
    public void twoPeopleOfTwoGroupsApproveAndTheGateIsSettled() throws Exception {
        HttpResponse<String> first = say("approve", "sam", "");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(message(first)).contains("1/2");

        HttpResponse<String> second = say("approve", "carol", "looks good");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(message(second)).contains("APPROVED");

        JsonNode gates = json.readTree(get("api/gates").body());
        assertThat(gates.get("open")).isEmpty();
        assertThat(gates.at("/settled/0/settlement/decision").textValue()).isEqualTo("APPROVED");
        assertThat(gates.at("/settled/0/votes/0/authenticatedBy").textValue()).isEqualTo("practice");
        assertThat(say("approve", "sam", "").statusCode()).isEqualTo(409);
    }

    @Test
    public void whoAskedMayNotApproveAndTheAnswerSaysSo() throws Exception {
        HttpResponse<String> refused = say("approve", "ada:sre", "");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(say("approve", "mallory", "").statusCode()).isEqualTo(403);
        assertThat(Files.readAllLines(gate)).hasSize(1);
    }

    @Test
    public void peopleCommentWithdrawAndRejectWithAReason() throws Exception {
        assertThat(say("comment", "ada", HOSTILE).statusCode()).isEqualTo(200);
        assertThat(say("approve", "sam", "").statusCode()).isEqualTo(200);
        assertThat(say("withdraw", "sam", "").statusCode()).isEqualTo(200);
        assertThat(say("reject", "carol", "").statusCode()).isEqualTo(400);
        JsonNode open = json.readTree(get("api/gates").body()).at("/open/0/gate");
        assertThat(open.at("/comments/0/text").textValue()).isEqualTo(HOSTILE);
        assertThat(open.get("votes")).isEmpty();

        assertThat(say("reject", "carol", "the scan is red").statusCode()).isEqualTo(200);
        assertThat(json.readTree(get("api/gates").body())
                        .at("/settled/0/settlement/decision")
                        .textValue())
                .isEqualTo("REJECTED");
    }

    @Test
    public void withoutTheTokenNothingChanges() throws Exception {
        String body = "{\"identity\":\"sam\",\"text\":\"x\"}";
        for (String verb : VERBS) {
            assertThat(send(answer(verb, body)).statusCode()).as(verb).isEqualTo(403);
            assertThat(send(answer(verb, body).header("X-Mldeploy-Token", "wrong"))
                            .statusCode())
                    .as(verb)
                    .isEqualTo(403);
            assertThat(send(answer(verb, body).header("X-Mldeploy-Token", token.substring(1)))
                            .statusCode())
                    .as(verb)
                    .isEqualTo(403);
        }
        assertThat(Files.readAllLines(gate)).hasSize(1);
    }

    @Test
    public void anotherSiteWithTheTokenIsRefusedAndOurOwnOriginIsNot() throws Exception {
        String body = "{\"identity\":\"sam\",\"text\":\"x\"}";
        for (String origin :
                List.of("http://evil.example", "null", "https://" + here(), "http://" + here() + ".evil.example")) {
            assertThat(send(answer("comment", body)
                                    .header("X-Mldeploy-Token", token)
                                    .header("Origin", origin))
                            .statusCode())
                    .as(origin)
                    .isEqualTo(403);
        }
        assertThat(Files.readAllLines(gate)).hasSize(1);
        assertThat(send(answer("comment", body)
                                .header("X-Mldeploy-Token", token)
                                .header("Origin", "http://" + here()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    public void theTokenIsNewForEveryServer() throws Exception {
        try (DashboardServer other = DashboardServer.start(project, 0, Clock.systemUTC(), errors::add)) {
            HttpResponse<String> host =
                    send(HttpRequest.newBuilder(other.address().resolve("api/host")));
            assertThat(token).hasSize(43);
            assertThat(json.readTree(host.body())
                            .at("/headers/X-Mldeploy-Token")
                            .textValue())
                    .isNotEqualTo(token);
        }
    }

    @Test
    public void aFormOfAnotherSiteIsNoJson() throws Exception {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/jsonp")) {
            HttpRequest.Builder form = HttpRequest.newBuilder(server.address().resolve("api/gates/1-prod-1/approve"))
                    .header("X-Mldeploy-Token", token)
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofString("{\"identity\":\"sam\"}"));
            assertThat(send(form).statusCode()).as(type).isEqualTo(415);
        }
        assertThat(Files.readAllLines(gate)).hasSize(1);
    }

    @Test
    public void bodiesThatAreNoAnswerAreRefusedWithAMessage() throws Exception {
        for (String body : List.of(
                "",
                "null",
                "[]",
                "42",
                "\"sam\"",
                "{",
                "{}",
                "{\"identity\":null}",
                "{\"identity\":\"\"}",
                "{\"identity\":\"sam\",\"admin\":true}",
                "{\"identity\":\"sam\"} {}",
                "{\"identity\":\"sam\",\"identity\":\"carol\"}",
                "{\"identity\":{\"name\":\"sam\"}}",
                "{\"identity\":\"sam smith\"}",
                "{\"identity\":\"sam\\nsre\"}",
                "{\"identity\":\"../sam\"}",
                "{\"identity\":\"<script>\"}",
                "{\"identity\":\"sam:\"}",
                "{\"identity\":\"" + "s".repeat(65) + "\"}",
                "[".repeat(10_000))) {
            HttpResponse<String> response = send(answer("approve", body).header("X-Mldeploy-Token", token));
            assertThat(response.statusCode()).as(body).isEqualTo(400);
            assertThat(message(response)).as(body).isNotBlank();
        }
        assertThat(Files.readAllLines(gate)).hasSize(1);
        assertThat(say("comment", "sam", "x".repeat(4_001)).statusCode()).isEqualTo(400);
    }

    @Test
    public void aBigBodyIsNotReadToItsEnd() throws Exception {
        String head = "POST /api/gates/1-prod-1/comment HTTP/1.1\r\nHost: " + here()
                + "\r\nContent-Type: application/json\r\nX-Mldeploy-Token: " + token + "\r\nContent-Length: ";

        assertThat(raw(head + "10000000000\r\n\r\n" + " ".repeat(65_537))).contains(" 413 ");
        assertThat(Files.readAllLines(gate)).hasSize(1);
        assertThat(get("api/gates").statusCode()).isEqualTo(200);
    }

    @Test
    public void whatARunAppendsIsThereAtTheNextQuestion() throws Exception {
        assertThat(json.readTree(get("api/overview").body()).get("records").asInt())
                .isEqualTo(1);
        try (JournalFileStore journal = JournalFileStore.open(project.journal(), warning -> {})) {
            append(journal, "more");
            assertThat(json.readTree(get("api/overview").body()).get("records").asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    public void aRuleThatChangesWhileTheDashboardIsOpenIsInTheChainWithWhoMetItAndTheDifference() throws Exception {
        assertThat(get("api/overview").statusCode()).isEqualTo(200);
        Path file = project.environmentsFile();
        String before = Files.readString(file);
        Files.writeString(file, before.replace("{group: sre, count: 1}, ", ""));
        try (JournalFileStore run = JournalFileStore.open(project.journal(), warning -> {})) {
            // A run has the journal: the page answers all the same, and the record follows.
            assertThat(get("api/overview").statusCode()).isEqualTo(200);
            assertThat(rules(run)).hasSize(1);
        }
        get("api/overview");
        get("api/overview");
        Files.writeString(file, before);
        get("api/overview");
        List<Evidence> rules = rules(JournalFileStore.readOnly(project.journal()));
        assertThat(rules).hasSize(3);
        assertThat(rules.get(1).details().get("changes"))
                .isEqualTo(List.of(
                        "-environment production.approvers: [{\"group\":\"sre\",\"count\":1},{\"group\":\"security\",\"count\":1}]",
                        "+environment production.approvers: [{\"group\":\"security\",\"count\":1}]"));
        assertThat(rules.get(1).details())
                .containsEntry("seenBy", System.getProperty("user.name"))
                .containsEntry("source", "environments.yaml")
                .containsKeys("changedAt", "from", "authenticatedBy")
                .doesNotContainKey("changedBy");
        assertThat(String.valueOf(rules.get(0).details().get("changes")))
                .contains("+environment production.approvers: [{\"group\":\"sre\"");
        // It is nobody's run.
        assertThat(json.readTree(get("api/overview").body()).findValuesAsText("number"))
                .doesNotContain("0");
    }

    private static List<Evidence> rules(EvidenceStore store) {
        try (Stream<Entry> entries = store.find(EvidenceQuery.ofStep(ConfigurationRecord.STEP))) {
            return entries.map(Entry::evidence).toList();
        }
    }

    @Test
    public void aBrokenJournalIsSaidAndNotShown() throws Exception {
        Path file = project.journal().resolve("journal-000000000001.jsonl");
        Files.writeString(file, Files.readString(file).replace("FAIL", "PASS"));

        HttpResponse<String> overview = get("api/overview");

        assertThat(overview.statusCode()).isEqualTo(500);
        assertThat(message(overview)).contains("entry 1");
        assertThat(errors).singleElement().asString().contains("/api/overview");
    }

    @Test
    public void aGateThatCannotBeReadIsNamedAndTheOthersAreShown() throws Exception {
        Path other = project.state().resolve("gates/2-prod-1/gate.jsonl");
        Files.createDirectories(other.getParent());
        Files.writeString(other, "{}\n");

        JsonNode gates = json.readTree(get("api/gates").body());

        assertThat(gates.get("open")).hasSize(1);
        assertThat(gates.at("/unreadable/0").textValue()).contains("2-prod-1");
    }

    @Test
    public void ofManyGatesThePageGetsTheOldestHundredAndHowManyMoreWait() throws Exception {
        for (int number = 2; number <= 104; number++) {
            Path copy = project.state().resolve("gates/" + number + "-prod-1/gate.jsonl");
            Files.createDirectories(copy.getParent());
            Files.copy(gate, copy);
        }
        JsonNode gates = json.readTree(get("api/gates").body());
        assertThat(gates.get("open")).hasSize(100);
        assertThat(gates.get("more").intValue()).isEqualTo(4);
    }

    @Test
    public void aProjectWithoutAnyStateHasAnEmptyDashboard() throws Exception {
        ProjectHome empty = ProjectHome.of(folder.newFolder("new").toPath(), null);
        try (DashboardServer other = DashboardServer.start(empty, 0, Clock.systemUTC(), errors::add)) {
            HttpResponse<String> overview =
                    send(HttpRequest.newBuilder(other.address().resolve("api/overview")));
            HttpResponse<String> gates =
                    send(HttpRequest.newBuilder(other.address().resolve("api/gates")));

            assertThat(json.readTree(overview.body()).get("records").asInt()).isZero();
            assertThat(json.readTree(gates.body()).get("open")).isEmpty();
        }
        assertThat(empty.state()).as("looking makes nothing").doesNotExist();
    }

    @Test
    public void afterItsEndNobodyAnswers() throws Exception {
        int port = server.address().getPort();
        assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
        server.close();

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> new Socket("127.0.0.1", port).close())
                .isInstanceOf(ConnectException.class);
    }
}
