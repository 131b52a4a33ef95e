package io.jenkins.plugins.mldeploy.jenkins.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.junit4.GreenMailRule;
import com.icegreen.greenmail.util.ServerSetup;
import hudson.model.Result;
import hudson.model.User;
import hudson.tasks.Mailer;
import io.jenkins.plugins.mldeploy.jenkins.gate.WaitingRun;
import io.jenkins.plugins.mldeploy.jenkins.policy.MlDeploymentConfiguration;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

public class GateMailTest {
    @Rule
    public JenkinsRule jenkins = new JenkinsRule();

    {
        // A busy machine starts its first Jenkins in minutes.
        jenkins.timeout = 600;
    }

    /** A mail server on loopback, at a free port. */
    @Rule
    public GreenMailRule mail = new GreenMailRule(ServerSetup.SMTP.dynamicPort());

    @Test
    public void theMembersOfTheTeamsHearOfTheOpeningAndOfTheEndInOneLineOfPlainText() throws Exception {
        WaitingRun world = world();
        WorkflowRun run = world.start(jenkins.jenkins, "shop", "Release?\\r\\nBcc: everybody@example.org");
        assertThat(mail.waitForIncomingEmail(60_000, 1)).isTrue();
        MimeMessage opened = mail.getReceivedMessages()[0];

        assertThat(opened.getSubject()).isEqualTo("shop #1: gate waits for you: Release? Bcc: everybody@example.org");
        assertThat(opened.getAllRecipients()).hasSize(1);
        assertThat(opened.getContentType()).startsWith("text/plain");
        assertThat(opened.getContent().toString())
                .contains(run.getUrl() + "mldeploy/")
                .contains("0/2");

        String gate = run.getUrl() + "mldeploy/gates/" + WaitingRun.gateOf(run).id();
        world.post("carol", gate + "/reject", "{\"text\": \"no\"}");
        world.finished(run, Result.ABORTED);
        assertThat(mail.waitForIncomingEmail(60_000, 2)).isTrue();
        assertThat(mail.getReceivedMessages()[1].getSubject()).startsWith("shop #1: gate is REJECTED");
    }

    @Test
    public void whoIsLetInByAnEscalationHearsOfItThenAndTheOthersNotAgain() throws Exception {
        WaitingRun world = world();
        MlDeploymentConfiguration.get()
                .replace(
                        """
                        teams:
                          - {name: sre, users: [bob]}
                          - {name: leads, users: [bob, lena]}
                          - {name: board, users: [hugo]}
                        environments:
                          - name: production
                            approvers: [{group: sre, count: 1}]
                            escalation: {after: 1s, standIns: [leads], approvers: [{group: board}]}
                        """);
        for (String user : List.of("lena", "hugo", "eve")) {
            User.getById(user, true).addProperty(new Mailer.UserProperty(user + "@example.org"));
        }
        WorkflowRun run = world.start(jenkins.jenkins, "shop", "Release?");
        // Each mail goes its own way: on a busy machine the later one may be there first.
        arrives("shop #1: gate waits for you: Release?");
        arrives("shop #1: gate waits for you, too: Release?");

        assertThat(recipientsOf("shop #1: gate waits for you: Release?")).containsExactly("bob@example.org");
        assertThat(recipientsOf("shop #1: gate waits for you, too: Release?"))
                .containsExactlyInAnyOrder("hugo@example.org", "lena@example.org");
        world.post(
                "bob",
                run.getUrl() + "mldeploy/gates/" + WaitingRun.gateOf(run).id() + "/reject",
                "{\"text\": \"no\"}");
        world.finished(run, Result.ABORTED);
        arrives("shop #1: gate is REJECTED: Release?");
        assertThat(recipientsOf("shop #1: gate is REJECTED: Release?"))
                .containsExactlyInAnyOrder("bob@example.org", "hugo@example.org", "lena@example.org");
    }

    private void arrives(String subject) throws InterruptedException {
        WaitingRun.until(() -> !recipientsOf(subject).isEmpty());
    }

    private Set<String> recipientsOf(String subject) {
        Set<String> recipients = new TreeSet<>();
        try {
            for (MimeMessage message : mail.getReceivedMessages()) {
                if (message.getSubject().equals(subject)) {
                    for (Address recipient : message.getAllRecipients()) {
                        recipients.add(recipient.toString());
                    }
                }
            }
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
        return recipients;
    }

    private WaitingRun world() throws IOException {
        Mailer.descriptor().setSmtpHost("127.0.0.1");
        Mailer.descriptor().setSmtpPort(String.valueOf(mail.getSmtp().getPort()));
        WaitingRun world = new WaitingRun(jenkins);
        User.getById("bob", true).addProperty(new Mailer.UserProperty("bob@example.org"));
        return world;
    }
}
