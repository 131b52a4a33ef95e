package io.jenkins.plugins.mldeploy.jenkins.mail;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.User;
import hudson.tasks.Mailer;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.GateText;
import io.jenkins.plugins.mldeploy.jenkins.gate.GateListener;
import io.jenkins.plugins.mldeploy.jenkins.host.EnvironmentsSource;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.model.JenkinsLocationConfiguration;
import jenkins.util.Timer;

/**
 * Writes to the people whom a gate asks by name, as far as Jenkins knows an address of theirs: at its opening, at its escalation to those whom that adds, and at its end to all of them. Nobody can list the members
 * of a group of the security realm, so those learn of it by other ways.
 */
@Extension(optional = true)
public final class GateMail implements GateListener {
    private static final Logger LOGGER = Logger.getLogger(GateMail.class.getName());

    @Override
    public void opened(Run<?, ?> run, Gate gate) {
        send(run, gate, asked(run, gate, false), "waits for you");
    }

    /** The others were written to when it opened. */
    @Override
    public void escalated(Run<?, ?> run, Gate gate) {
        Set<String> added = new LinkedHashSet<>(asked(run, gate, true));
        added.removeAll(asked(run, gate, false));
        send(run, gate, added, "waits for you, too");
    }

    @Override
    public void ended(Run<?, ?> run, Gate gate) {
        send(
                run,
                gate,
                asked(run, gate, gate.escalatedAt() != null),
                "is " + gate.settlement().decision());
    }

    private static void send(Run<?, ?> run, Gate gate, Set<String> people, String what) {
        Set<String> addresses = addresses(people);
        if (!addresses.isEmpty()) {
            // A mail server may take its time; the run does not wait for it.
            Timer.get().execute(() -> deliver(run, gate, what, addresses));
        }
    }

    private static void deliver(Run<?, ?> run, Gate gate, String what, Set<String> addresses) {
        try {
            MimeMessage mail = new MimeMessage(Mailer.descriptor().createSession());
            mail.setFrom(sender());
            for (String address : addresses) {
                mail.addRecipient(Message.RecipientType.TO, new InternetAddress(address, true));
            }
            mail.setSubject(subject(gate, what), "UTF-8");
            mail.setText(text(run, gate), "UTF-8");
            Transport.send(mail);
        } catch (MessagingException | UnsupportedEncodingException e) {
            LOGGER.log(Level.WARNING, "the mail about gate " + gate.id() + " could not be sent", e);
        }
    }

    private static InternetAddress sender() throws MessagingException, UnsupportedEncodingException {
        return Mailer.stringToAddress(
                JenkinsLocationConfiguration.get().getAdminAddress(),
                Mailer.descriptor().getCharset());
    }

    /** One line, whatever the author of the Jenkinsfile wrote: a line feed in a header would start another one. */
    static String subject(Gate gate, String what) {
        String message = gate.opening().message();
        String subject = "%s: gate %s%s".formatted(gate.opening().run(), what, message == null ? "" : ": " + message);
        String line = subject.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
        return line.length() > 150 ? line.substring(0, 150) + "…" : line;
    }

    private static String text(Run<?, ?> run, Gate gate) {
        String root = Jenkins.get().getRootUrl();
        String where = root == null ? "" : root + run.getUrl() + "mldeploy/\n\n";
        return where + String.join("\n", GateText.lines(gate, Instant.now())) + "\n";
    }

    private static Set<String> addresses(Set<String> people) {
        Set<String> addresses = new LinkedHashSet<>();
        for (String id : people) {
            User user = User.getById(id, false);
            Mailer.UserProperty property = user == null ? null : user.getProperty(Mailer.UserProperty.class);
            Optional.ofNullable(property)
                    .map(Mailer.UserProperty::getAddress)
                    .filter(address -> !address.isBlank())
                    .ifPresent(addresses::add);
        }
        return addresses;
    }

    private static Set<String> asked(Run<?, ?> run, Gate gate, boolean escalated) {
        try {
            return SuiteHome.gates().asked(gate, escalated, EnvironmentsSource.of(run.getParent()));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "nobody is written to about gate " + gate.id(), e);
            return Set.of();
        }
    }
}
