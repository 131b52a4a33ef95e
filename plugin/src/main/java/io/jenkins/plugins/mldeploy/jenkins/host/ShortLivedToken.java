package io.jenkins.plugins.mldeploy.jenkins.host;

import io.jenkins.plugins.mldeploy.deploy.ClusterToken;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The token that the programs of one step get instead of the stored credential, where that may create one and the administrator controls the tools that ask for it. Never saved: after a restart another one is
 * asked for.
 */
final class ShortLivedToken {
    /** A program that is at its end shall still be let in. */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private String token;
    private Instant until = Instant.EPOCH;
    private Instant askedUntil = Instant.EPOCH;
    private boolean none;

    /** The program that prints one, when the next program needs another one than there is; empty when there is no need, or no such thing. */
    Optional<Command> request(EnvironmentTerms.Terms terms, boolean admitted, Command next) throws IOException {
        Instant end = Instant.now().plus(next.timeout()).plus(MARGIN);
        if (none || !admitted || terms.runsOn() == null || until.isAfter(end)) {
            return Optional.empty();
        }
        token = null;
        Duration lifetime = ClusterToken.lifetime(next.timeout().plus(MARGIN).plus(MARGIN));
        askedUntil = Instant.now().plus(lifetime);
        Optional<Command> request = ClusterToken.request(terms.kubeconfig(), terms.context(), lifetime);
        none = request.isEmpty();
        return request;
    }

    /** @return what people should know */
    String answered(Event event) {
        Optional<String> printed = event instanceof Event.Ran ran && ran.found() && ran.exitCode() == 0
                ? ClusterToken.read(ran.stdout())
                : Optional.empty();
        token = printed.orElse(null);
        until = token == null ? Instant.EPOCH : askedUntil;
        none = token == null;
        if (token != null) {
            return "helm and kubectl get a token that ends at " + until.truncatedTo(ChronoUnit.SECONDS);
        }
        return "helm and kubectl get the stored credential: kubectl create token "
                + (event instanceof Event.Ran ran
                        ? ran.found() ? "ended with " + ran.exitCode() + lastLine(ran.stderrTail()) : "is not there"
                        : "was not seen to end");
    }

    private static String lastLine(String stderr) {
        String line = stderr.lines().filter(each -> !each.isBlank()).reduce("", (one, other) -> other);
        return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(300, line.length()));
    }

    /** What a program logs in with. */
    String kubeconfig(EnvironmentTerms.Terms terms) throws IOException {
        return token == null ? terms.kubeconfig() : ClusterToken.kubeconfig(terms.kubeconfig(), terms.context(), token);
    }
}
