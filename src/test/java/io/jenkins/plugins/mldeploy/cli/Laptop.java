package io.jenkins.plugins.mldeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.mldeploy.acceptance.AcceptanceCase.Act;
import io.jenkins.plugins.mldeploy.acceptance.AcceptanceCase.Deed;
import io.jenkins.plugins.mldeploy.acceptance.Host;
import io.jenkins.plugins.mldeploy.acceptance.Scene;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.local.DashboardServer;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import io.jenkins.plugins.mldeploy.pipeline.PipelineRun;
import io.jenkins.plugins.mldeploy.pipeline.RunResult;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The local host, driven by its command line; what has no command, by its dashboard. */
final class Laptop implements Host, AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    /** One command {@code run} or {@code resume} at work. */
    private record Session(FutureTask<Integer> exit) {}

    private final Map<Integer, ByteArrayOutputStream> logs = new ConcurrentHashMap<>();
    private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();
    private final Map<Integer, PipelineRun> running = new ConcurrentHashMap<>();
    private final String user = System.getProperty("user.name");
    private Scene scene;
    private ProjectHome project;
    private DashboardServer dashboard;

    @Override
    public String kind() {
        return "laptop";
    }

    @Override
    public void enter(Scene entered) throws IOException {
        scene = entered;
        project = ProjectHome.of(scene.project(), null);
        Files.writeString(scene.root().resolve("kubeconfig"), "kind: Config\n");
        Map<String, Map<String, String>> credentials = new HashMap<>();
        for (Map.Entry<String, String> each :
                scene.played().script().credentials().entrySet()) {
            Path file = scene.played().folder().resolve(each.getValue());
            credentials.put(each.getKey(), Map.of("secret", Files.readString(file)));
        }
        Files.createDirectories(project.state());
        Path file = project.state().resolve("credentials.json");
        Files.writeString(file, JsonMapper.builder().build().writeValueAsString(credentials));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Override
    public void changed() {
        // Everything is read where it lies.
    }

    @Override
    public void clockMoved() {
        // Whoever waits for a time looks at the clock every second.
    }

    @Override
    public int start(Act act) throws IOException {
        int number = project.lastRun().orElse(0) + 1;
        // Who asks for a run on a laptop is the user of the operating system.
        System.setProperty("user.name", act.by());
        begin(number, "run", project.directory().resolve(act.jenkinsfile()).toString(), "--no-install");
        return number;
    }

    @Override
    public int replay(int run, Act act) {
        throw new UnsupportedOperationException("a laptop has no Replay; say 'only: jenkins'");
    }

    private void begin(int number, String... arguments) {
        PrintStream out = new PrintStream(
                logs.computeIfAbsent(number, each -> new ByteArrayOutputStream()), true, StandardCharsets.UTF_8);
        FutureTask<Integer> exit = new FutureTask<>(() -> execute(out, arguments));
        sessions.put(number, new Session(exit));
        Thread thread = new Thread(exit, "mldeploy run " + number);
        thread.setDaemon(true);
        thread.start();
    }

    private int execute(PrintStream out, String... arguments) {
        Surroundings around = new Surroundings(
                environment(), scene.clock(), out, (run, terminal, number) -> running.put(number, run), false);
        CommandLine commands = MlDeploy.commandLine(around);
        commands.setErr(new PrintWriter(out, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        return commands.execute(all.toArray(String[]::new));
    }

    private Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>(scene.variables());
        variables.put("PATH", scene.bin() + File.pathSeparator + System.getenv("PATH"));
        variables.put("HOME", scene.root().toString());
        variables.put("KUBECONFIG", scene.root().resolve("kubeconfig").toString());
        variables.put("MLDEPLOY_TOOLS", scene.root().resolve("tools").toString());
        return variables;
    }

    @Override
    public String log(int run) {
        return logs.getOrDefault(run, new ByteArrayOutputStream()).toString(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isOver(int run) {
        return sessions.get(run).exit().isDone();
    }

    @Override
    public String await(int run) throws Exception {
        int exit = sessions.get(run).exit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        RunResult result = project.result(run).orElse(null);
        assertThat(result == null ? 1 : result.exitCode()).as("exit code").isEqualTo(exit);
        return result == null ? "FAILURE" : result.name();
    }

    @Override
    public void leave(int run) throws Exception {
        running.get(run).detach();
        sessions.get(run).exit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void goOn(int run) {
        begin(run, "resume", String.valueOf(run), "-C", project.directory().toString());
    }

    @Override
    public void restart(int run) throws Exception {
        leave(run);
        goOn(run);
    }

    @Override
    public void stop(int run) {
        running.get(run).abort("aborted by Ctrl-C");
    }

    @Override
    public Instant sleepsUntil(int run) throws IOException {
        Path state = project.runDirectory(run).resolve("state.json");
        if (!Files.exists(state)) {
            return null;
        }
        String until = JsonMapper.builder()
                .build()
                .readTree(Files.readString(state))
                .at("/waiting/0/until")
                .asText("null");
        return until.equals("null") ? null : Instant.parse(until);
    }

    @Override
    public List<Gate> gates() throws IOException {
        return new Gates(project.state(), scene.clock()).list(unreadable -> {});
    }

    @Override
    public Answered answer(Gate gate, Deed deed) throws Exception {
        String identity =
                deed.as() + (deed.groups().isEmpty() ? "" : ":" + deed.groups().get(0));
        if (!List.of("approve", "reject").contains(deed.does())) {
            Map<String, String> body = new HashMap<>(Map.of("identity", identity));
            body.put("text", deed.text());
            HttpResponse<String> reply = http(
                    "api/gates/" + gate.id() + "/" + deed.does(),
                    JsonMapper.builder().build().writeValueAsString(body));
            return new Answered(reply.statusCode() == 200, reply.statusCode() + " " + reply.body());
        }
        List<String> arguments = new ArrayList<>(List.of(
                deed.does(),
                gate.id(),
                "--as",
                identity,
                "-C",
                project.directory().toString()));
        if (deed.text() != null) {
            arguments.addAll(List.of("--reason", deed.text()));
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int exit = execute(new PrintStream(said, true, StandardCharsets.UTF_8), arguments.toArray(String[]::new));
        return new Answered(exit == 0, said.toString(StandardCharsets.UTF_8));
    }

    /** @param body null to read */
    private HttpResponse<String> http(String path, String body) throws Exception {
        synchronized (this) {
            if (dashboard == null) {
                dashboard = DashboardServer.start(project, 0, scene.clock(), error -> {});
            }
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(dashboard.address().resolve(path));
        if (body != null) {
            JsonNode token = JsonMapper.builder()
                    .build()
                    .readTree(http("api/host", null).body())
                    .path("headers");
            token.fields()
                    .forEachRemaining(header ->
                            request.header(header.getKey(), header.getValue().asText()));
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public List<Entry> records() throws IOException {
        try (JournalFileStore store = JournalFileStore.readOnly(project.journal());
                Stream<Entry> found = store.find(EvidenceQuery.all())) {
            return found.toList();
        }
    }

    @Override
    public JsonNode overview() throws Exception {
        return JsonMapper.builder().build().readTree(http("api/overview", null).body());
    }

    /** A case that failed leaves nothing at work. */
    @Override
    public void close() {
        System.setProperty("user.name", user);
        running.forEach((number, run) -> {
            if (!sessions.get(number).exit().isDone()) {
                run.abort("the test is over");
            }
        });
        if (dashboard != null) {
            dashboard.close();
        }
    }

    /** Where the cases lie. */
    static Path cases() {
        return Path.of("src", "test", "resources", "acceptance");
    }
}
