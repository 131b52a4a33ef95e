package io.jenkins.plugins.mldeploy.jenkins.gate;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Result;
import hudson.model.User;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.host.TestEnvironments;
import io.jenkins.plugins.mldeploy.jenkins.policy.DeploymentPermissions;
import io.jenkins.plugins.mldeploy.jenkins.policy.MlDeploymentConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import jenkins.model.Jenkins;
import jenkins.model.ModifiableTopLevelItemGroup;
import jenkins.security.ApiTokenProperty;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** A Jenkins with people and an environment, and a run of it that waits at a gate. Users have their name for a password. */
public final class WaitingRun {
    static final String HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>";

    private static final String ENVIRONMENTS =
            """
            teams:
              - {name: sre, users: [bob, dora]}
              - {name: security, users: [carol]}
            environments:
              - name: production
                approvers: [{group: sre, count: 1}, {group: security, count: 1}]
            """;

    private final JenkinsRule jenkins;
    private final HttpClient browser = HttpClient.newHttpClient();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    public WaitingRun(JenkinsRule jenkins) throws IOException {
        this.jenkins = jenkins;
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ, DeploymentPermissions.APPROVE)
                .everywhere()
                .to("bob", "carol", "eve")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("dora", "reader")
                .grant(Jenkins.READ)
                .everywhere()
                .to("outsider"));
        TestEnvironments.set("");
        MlDeploymentConfiguration.get().replace(ENVIRONMENTS);
    }

    /** Starts a run of a new job, and waits until its gate is open. */
    public WorkflowRun start(ModifiableTopLevelItemGroup group, String name, String message) throws Exception {
        WorkflowJob job = ((ItemGroup<?>) group) == jenkins.jenkins
                ? jenkins.createProject(WorkflowJob.class, name)
                : (WorkflowJob) group.createProject(
                        jenkins.jenkins.getDescriptorByType(WorkflowJob.DescriptorImpl.class), name, true);
        job.setDefinition(new CpsFlowDefinition(
                "def answer = approveGate id: 'prod', environment: 'production', timeout: '1h', message: '''" + message
                        + "'''\necho \"approved by ${answer.approvers}\"",
                true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        until(() -> gateOf(run) != null);
        return run;
    }

    public WorkflowRun start() throws Exception {
        return start(jenkins.jenkins, "shop", HOSTILE);
    }

    /** The gate of a run, null until it has one. */
    public static Gate gateOf(WorkflowRun run) {
        try {
            List<Gate> gates = SuiteHome.gates().list(unreadable -> {});
            return gates.stream()
                    .filter(gate -> gate.opening().job().equals(run.getParent().getFullName())
                            && gate.opening().number() == run.getNumber())
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for what another thread does; fails after some minutes. */
    public static void until(BooleanSupplier there) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
        while (!there.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
            Thread.onSpinWait();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** What came back. */
    public record WebResponse(HttpResponse<String> answer) {
        public int getStatusCode() {
            return answer.statusCode();
        }

        public String getContentAsString() {
            return answer.body();
        }

        public String getResponseHeaderValue(String name) {
            return answer.headers().firstValue(name).orElse("");
        }

        /** Without its parameters. */
        public String getContentType() {
            return getResponseHeaderValue("Content-Type").split(";", 2)[0];
        }
    }

    /** Posts with an API token, as a script does; null is an anonymous user, and no body. */
    public WebResponse post(String user, String path, String json) throws Exception {
        HttpRequest.Builder request =
                request(path).POST(json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        return send(user == null ? request : request.header("Authorization", basic(user, token(user))));
    }

    public WebResponse get(String user, String path) throws Exception {
        HttpRequest.Builder request = request(path).GET();
        return send(user == null ? request : request.header("Authorization", basic(user, token(user))));
    }

    /** Posts as the user but without a crumb, as another web site would make the browser do. */
    public int postWithoutCrumb(String user, String path) throws Exception {
        return send(request(path).POST(BodyPublishers.noBody()).header("Authorization", basic(user, user)))
                .getStatusCode();
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(URI.create(jenkins.getURL() + path)).timeout(Duration.ofMinutes(2));
    }

    private WebResponse send(HttpRequest.Builder request) throws Exception {
        return new WebResponse(browser.send(request.build(), BodyHandlers.ofString()));
    }

    private String token(String user) {
        return tokens.computeIfAbsent(user, name -> {
            try {
                return User.getById(name, true)
                        .getProperty(ApiTokenProperty.class)
                        .generateNewToken("test")
                        .plainValue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static String basic(String user, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    public void finished(WorkflowRun run, Result result) throws Exception {
        jenkins.assertBuildStatus(result, jenkins.waitForCompletion(run));
    }
}
