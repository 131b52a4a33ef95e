package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A token that lives for minutes, in place of the stored one: Kubernetes' TokenRequest, asked for by kubectl with the stored credential. So helm and its plugins and post-renderers never
 * hold what a host keeps. The account has to be allowed to {@code create} its own {@code serviceaccounts/token}; one that isn't, or no service account at all, has no such token.
 */
public final class ClusterToken {
    /** The API gives none that lives for less. */
    private static final Duration SHORTEST = Duration.ofMinutes(10);

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private ClusterToken() {}

    /** How long a token is asked for that a command needs which may run for so long. */
    public static Duration lifetime(Duration needed) {
        return needed.compareTo(SHORTEST) < 0 ? SHORTEST : needed;
    }

    /**
     * The command that prints one.
     *
     * @param kubeconfig the stored one
     * @param context null for its current one
     * @return empty when who logs in by it is no service account
     */
    public static Optional<Command> request(String kubeconfig, String context, Duration lifetime) throws IOException {
        return Kubeconfig.serviceAccount(kubeconfig, context).map(account -> {
            List<String> argv = new ArrayList<>(List.of(
                    "kubectl",
                    "create",
                    "token",
                    account.name(),
                    "--namespace",
                    account.namespace(),
                    "--duration",
                    lifetime.toSeconds() + "s",
                    "--request-timeout",
                    "10s"));
            if (context != null) {
                argv.addAll(List.of("--context", context));
            }
            return Command.capture(argv, Duration.ofSeconds(30)).quietly();
        });
    }

    /** What the command printed, when it is a token. */
    public static Optional<String> read(String stdout) {
        String token = stdout.strip();
        return TOKEN.matcher(token).matches() ? Optional.of(token) : Optional.empty();
    }

    /** The stored kubeconfig's clusters, with a login by the token and no other. */
    public static String kubeconfig(String kubeconfig, String context, String token) throws IOException {
        return Kubeconfig.withToken(kubeconfig, context, token);
    }
}
