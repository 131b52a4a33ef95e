package io.jenkins.plugins.mldeploy.jenkins.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.junit4.GreenMailRule;
import com.icegreen.greenmail.util.ServerSetup;
import hudson.model.Result;
import hudson.model.User;
import hudson.tasks.Mailer;
import io.jenkins.plugins.mldeploy.jenkins.gate.WaitingRun;
import jakarta.mail.internet.MimeMessage;
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
        Mailer.descriptor().setSmtpHost("127.0.0.1");
        Mailer.descriptor().setSmtpPort(String.valueOf(mail.getSmtp().getPort()));
        WaitingRun world = new WaitingRun(jenkins);
        User.getById("bob", true).addProperty(new Mailer.UserProperty("bob@example.org"));
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
}
