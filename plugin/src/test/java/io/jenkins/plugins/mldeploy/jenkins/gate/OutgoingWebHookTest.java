package io.jenkins.plugins.mldeploy.jenkins.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.sun.net.httpserver.HttpServer;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.host.TestEnvironments;
import io.jenkins.plugins.mldeploy.jenkins.host.WaitingRuns;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;

/** Another system is told about a gate, and can tell who did. */
public class OutgoingWebHookTest {
    private static final String SECRET = "a-shared-secret-of-some-length";

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private HttpServer system;

    private record Message(String id, String timestamp, String signature, String body) {}

    @Before
    public void listens() throws Exception {
        system = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        system.createContext("/hook", exchange -> {
            messages.add(new Message(
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        system.start();
        TestEnvironments.set(
                """
                webHooks: [{name: chat, url: "http://127.0.0.1:%d/hook", secretId: chat-secret}]
                teams: [{name: sre, users: [bob]}]
                environments: [{name: none}]
                """
                        .formatted(system.getAddress().getPort()));
    }

    @After
    public void isGone() {
        system.stop(0);
        TestEnvironments.set("");
        SystemCredentialsProvider.getInstance().getCredentials().clear();
    }

    @Test
    public void theMessageIsSignedAndNamesTheGateAndItsPage() throws Exception {
        store(CredentialsScope.SYSTEM);
        WorkflowRun run = start();
        Gate gate = WaitingRuns.gateOf(run);

        Message message = messages.poll(4, TimeUnit.MINUTES);

        assertThat(message).isNotNull();
        JSONObject told = JSONObject.fromObject(message.body());
        assertThat(told.getString("kind")).isEqualTo("opened");
        assertThat(told.getString("gate")).isEqualTo(gate.id());
        assertThat(told.getString("url")).isEqualTo(JENKINS.getURL() + run.getUrl() + "mldeploy/");
        assertThat(told.getString("runUrl")).isEqualTo(JENKINS.getURL() + run.getUrl());
        assertThat(message.signature().split(" "))
                .contains("v1," + signature(message.id() + "." + message.timestamp() + "." + message.body()));
        // The page is there, and the gate below it.
        assertThat(JENKINS.createWebClient()
                        .goTo(run.getUrl() + "mldeploy/gates/api/json", "application/json")
                        .getWebResponse()
                        .getContentAsString())
                .contains("\"" + gate.id() + "\"");
        end(run);
        JENKINS.assertLogNotContains(SECRET, run);
    }

    @Test
    public void aSecretThatJobsCanBindSignsNothing() throws Exception {
        store(CredentialsScope.GLOBAL);
        WorkflowRun run = start();
        Gate gate = WaitingRuns.gateOf(run);

        end(run);

        assertThat(SuiteHome.gates().find(gate.id()).orElseThrow().events())
                .anySatisfy(event -> assertThat(event.text())
                        .contains("chat could not be told: there is no credential 'chat-secret'"));
        assertThat(messages).isEmpty();
    }

    private static void store(CredentialsScope scope) {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(scope, "chat-secret", null, Secret.fromString(SECRET)));
    }

    private static WorkflowRun start() throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(
                new CpsFlowDefinition("approveGate id: 'prod', approvers: [[group: 'sre']], notify: 'chat'", true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static void end(WorkflowRun run) throws Exception {
        run.doStop();
        JENKINS.assertBuildStatus(Result.ABORTED, JENKINS.waitForCompletion(run));
    }

    private static String signature(String signed) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }
}
