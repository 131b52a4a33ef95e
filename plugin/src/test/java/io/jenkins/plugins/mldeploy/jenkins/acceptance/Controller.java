package io.jenkins.plugins.mldeploy.jenkins.acceptance;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hudson.EnvVars;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.TopLevelItem;
import hudson.model.User;
import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import hudson.slaves.DumbSlave;
import hudson.slaves.EnvironmentVariablesNodeProperty;
import hudson.triggers.TimerTrigger;
import io.jenkins.plugins.mldeploy.acceptance.AcceptanceCase;
import io.jenkins.plugins.mldeploy.acceptance.AcceptanceCase.Act;
import io.jenkins.plugins.mldeploy.acceptance.AcceptanceCase.Deed;
import io.jenkins.plugins.mldeploy.acceptance.Host;
import io.jenkins.plugins.mldeploy.acceptance.Scene;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.host.TestEnvironments;
import io.jenkins.plugins.mldeploy.jenkins.host.TimeOfTests;
import io.jenkins.plugins.mldeploy.jenkins.policy.DeploymentPermissions;
import io.jenkins.plugins.mldeploy.jenkins.policy.MlDeploymentConfiguration;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.security.ApiTokenProperty;
import org.apache.commons.io.FileUtils;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/**
 * Jenkins as a host of acceptance cases: a job whose Jenkinsfile comes from Git, an agent that is a process of its own with the programs of the case on its PATH, people who
 * answer over HTTP with their API tokens. The built-in node has no executor.
 */
final class Controller implements Host {
    /** Where a restart takes place, if anywhere. */
    interface Restarts {
        JenkinsRule restart() throws Exception;
    }

    private final HttpClient browser = HttpClient.newHttpClient();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Restarts restarts;
    private JenkinsRule jenkins;
    private Scene scene;
    private JenkinsRule.DummySecurityRealm realm;

    Controller(JenkinsRule jenkins, Restarts restarts) {
        this.jenkins = jenkins;
        this.restarts = restarts;
    }

    /** An agent whose PATH begins with a link that each case sets to its own programs. */
    static void addAgent(JenkinsRule jenkins, Path bin) throws Exception {
        jenkins.jenkins.setNumExecutors(0);
        EnvVars variables = new EnvVars(
                "PATH",
                bin + File.pathSeparator + System.getenv("PATH"),
                "HOME",
                bin.getParent().toString());
        DumbSlave agent = new DumbSlave(
                "agent",
                new File(jenkins.jenkins.getRootDir(), "agent-work").getAbsolutePath(),
                jenkins.createComputerLauncher(variables));
        agent.setNumExecutors(2);
        agent.setLabelString("deployers linux");
        jenkins.jenkins.addNode(agent);
        jenkins.waitOnline(agent);
        GitSCM.ALLOW_LOCAL_CHECKOUT = true;
    }

    /** Sets that link. */
    static void use(Path bin, Scene scene) throws IOException {
        Files.deleteIfExists(bin);
        Files.createSymbolicLink(bin, scene.bin());
    }

    @Override
    public String kind() {
        return "jenkins";
    }

    @Override
    public void enter(Scene entered) throws Exception {
        scene = entered;
        forgetOthers();
        TimeOfTests.set(scene.clock());
        admit();
        TestEnvironments.set("");
        MlDeploymentConfiguration.get().replace(scene.environments());
        jenkins.jenkins
                .getGlobalNodeProperties()
                .replaceBy(List.of(new EnvironmentVariablesNodeProperty(scene.variables().entrySet().stream()
                        .map(each -> new EnvironmentVariablesNodeProperty.Entry(each.getKey(), each.getValue()))
                        .toList())));
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        for (Map.Entry<String, String> each :
                scene.played().script().credentials().entrySet()) {
            SystemCredentialsProvider.getInstance()
                    .getCredentials()
                    .add(new FileCredentialsImpl(
                            isOfAnEnvironment(each.getKey()) ? CredentialsScope.SYSTEM : CredentialsScope.GLOBAL,
                            each.getKey(),
                            "of the case",
                            "kubeconfig",
                            SecretBytes.fromBytes(
                                    Files.readAllBytes(scene.played().folder().resolve(each.getValue())))));
        }
        createJob();
    }

    /** What an environment names is nothing for jobs. */
    private boolean isOfAnEnvironment(String credential) throws IOException {
        try (Stream<Path> files = Files.walk(scene.played().folder())) {
            for (Path file :
                    files.filter(each -> each.endsWith("environments.yaml")).toList()) {
                if (Files.readString(file).contains("credentialsId: " + credential)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** What the case before left. */
    private void forgetOthers() throws Exception {
        for (TopLevelItem item : jenkins.jenkins.getItems()) {
            item.delete();
        }
        SuiteHome.close();
        FileUtils.deleteDirectory(SuiteHome.folder().toFile());
        File remote = new File(((hudson.model.Slave) jenkins.jenkins.getNode("agent")).getRemoteFS(), "workspace");
        FileUtils.deleteDirectory(remote);
    }

    private void admit() {
        realm = jenkins.createDummySecurityRealm();
        Set<String> people = new LinkedHashSet<>();
        for (Act act : scene.played().script().runs()) {
            for (Deed deed : act.people()) {
                if (deed.as() != null && people.add(deed.as()) && !deed.groups().isEmpty()) {
                    realm.addGroups(deed.as(), deed.groups().toArray(String[]::new));
                }
            }
        }
        jenkins.jenkins.setSecurityRealm(realm);
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ, DeploymentPermissions.APPROVE)
                .everywhere()
                .toAuthenticated());
    }

    private void createJob() throws Exception {
        String[] names = scene.played().script().job().split("/");
        WorkflowJob job;
        if (names.length == 1) {
            job = jenkins.createProject(WorkflowJob.class, names[0]);
        } else {
            Folder folder = jenkins.createProject(Folder.class, names[0]);
            for (int i = 1; i < names.length - 1; i++) {
                folder = folder.createProject(Folder.class, names[i]);
            }
            job = folder.createProject(WorkflowJob.class, names[names.length - 1]);
        }
        job.setQuietPeriod(0);
    }

    private WorkflowJob job() {
        return jenkins.jenkins.getItemByFullName(scene.played().script().job(), WorkflowJob.class);
    }

    private WorkflowRun run(int number) {
        return job().getBuildByNumber(number);
    }

    @Override
    public void changed() throws Exception {
        if (!MlDeploymentConfiguration.get().getYaml().equals(scene.environments())) {
            MlDeploymentConfiguration.get().replace(scene.environments());
        }
    }

    @Override
    public void clockMoved() {
        TimeOfTests.passed();
    }

    @Override
    public int start(Act act) throws Exception {
        job().setDefinition(new CpsScmFlowDefinition(
                new GitSCM(
                        List.of(new UserRemoteConfig(scene.project().toUri().toString(), null, null, null)),
                        List.of(new BranchSpec("*/main")),
                        null,
                        null,
                        List.of()),
                act.jenkinsfile()));
        Cause cause;
        if (act.by().isEmpty()) {
            cause = new TimerTrigger.TimerTriggerCause();
        } else {
            User.getById(act.by(), true);
            cause = new Cause.UserIdCause(act.by());
        }
        return job().scheduleBuild2(0, new CauseAction(cause)).waitForStart().getNumber();
    }

    @Override
    public int replay(int run, Act act) throws Exception {
        ReplayAction replay = run(run).getAction(ReplayAction.class);
        return ((WorkflowRun) replay.run(replay.getOriginalScript(), Collections.emptyMap())
                        .waitForStart())
                .getNumber();
    }

    @Override
    public String log(int run) throws IOException {
        return JenkinsRule.getLog(run(run));
    }

    @Override
    public boolean isOver(int run) {
        return !run(run).isLogUpdated();
    }

    @Override
    public String await(int run) throws Exception {
        return jenkins.waitForCompletion(run(run)).getResult().toString();
    }

    @Override
    public void leave(int run) {
        // It waits in Jenkins as long as it must.
    }

    @Override
    public void goOn(int run) {
        // It never went away.
    }

    @Override
    public void restart(int run) throws Exception {
        jenkins = restarts.restart();
        admit();
    }

    @Override
    public void stop(int run) {
        run(run).doStop();
    }

    @Override
    public Instant sleepsUntil(int run) {
        return TimeOfTests.sleepsUntil(run(run));
    }

    @Override
    public List<Gate> gates() throws IOException {
        return SuiteHome.gates().list(unreadable -> {});
    }

    @Override
    public Answered answer(Gate gate, Deed deed) throws Exception {
        Map<String, String> body = new HashMap<>();
        body.put("text", deed.text());
        HttpRequest request = request("mldeploy/gates/" + gate.id() + "/" + deed.does(), deed.as())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JsonMapper.builder().build().writeValueAsString(body)))
                .build();
        HttpResponse<String> reply = browser.send(request, BodyHandlers.ofString());
        return new Answered(reply.statusCode() == 200, reply.statusCode() + " " + reply.body());
    }

    private HttpRequest.Builder request(String path, String user) throws IOException {
        String secret = user + ":" + tokens.computeIfAbsent(user, this::token);
        return HttpRequest.newBuilder(URI.create(jenkins.getURL() + path))
                .timeout(Duration.ofMinutes(2))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
    }

    private String token(String user) {
        try {
            return User.getById(user, true)
                    .getProperty(ApiTokenProperty.class)
                    .generateNewToken("acceptance")
                    .plainValue;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Entry> records() throws IOException {
        try (Stream<Entry> found = SuiteHome.journal().find(EvidenceQuery.all())) {
            return new ArrayList<>(found.toList());
        }
    }

    @Override
    public JsonNode overview() throws Exception {
        HttpResponse<String> reply =
                browser.send(request("mldeploy/overview", "admin").GET().build(), BodyHandlers.ofString());
        return JsonMapper.builder().build().readTree(reply.body());
    }

    /** Ends whatever a case that failed left at work, and gives the real clock back. */
    void leave() throws Exception {
        for (WorkflowJob each : jenkins.jenkins.getAllItems(WorkflowJob.class)) {
            for (WorkflowRun run : new LinkedHashMap<>(each.getBuildsAsMap()).values()) {
                if (run.isBuilding()) {
                    run.doKill();
                    jenkins.waitForCompletion(run);
                }
            }
        }
        TimeOfTests.set(java.time.Clock.systemUTC());
    }

    /** Where the cases lie: with the engine. */
    static List<AcceptanceCase> cases() throws IOException {
        return AcceptanceCase.in(Path.of("..", "src", "test", "resources", "acceptance")).stream()
                .filter(each -> each.name().matches(System.getProperty("acceptance.case", ".*")))
                .toList();
    }
}
