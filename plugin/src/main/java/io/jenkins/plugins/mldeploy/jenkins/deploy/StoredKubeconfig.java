package io.jenkins.plugins.mldeploy.jenkins.deploy;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.Extension;
import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.mldeploy.deploy.Kubeconfig;
import io.jenkins.plugins.mldeploy.jenkins.host.EnvironmentTerms;
import io.jenkins.plugins.mldeploy.jenkins.host.EnvironmentsSource;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.step.ClusterAccess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * The kubeconfig of an environment, from the credentials of the controller: a secret file, or a secret text that holds one. That of a protected environment must be of
 * scope System, which no job can bind, and is handed out in full only after the environment let the step in; until then without its users.
 */
@Extension
public final class StoredKubeconfig implements EnvironmentTerms {
    private static final int LIMIT = 1 << 20;

    @Override
    public Optional<Terms> of(Run<?, ?> run, ClusterAccess access) throws IOException {
        Environment environment = EnvironmentsSource.of(run.getParent())
                .find(access.environment())
                .orElse(null);
        if (environment == null) {
            return Optional.empty();
        }
        // Of a protected environment the call may not choose, and the engine never passes on what it says.
        boolean chosen = access.credentialsId() != null && !environment.isProtected();
        return Optional.of(new Terms(
                chosen
                        ? named(run, environment, access.credentialsId())
                        : kubeconfig(run, environment, access.admitted()),
                chosen || environment.cluster() == null
                        ? null
                        : environment.cluster().context(),
                environment.runsOn()));
    }

    /** What the job itself may use, as {@code withCredentials} would find it. */
    private static String named(Run<?, ?> run, Environment environment, String id) throws IOException {
        StandardCredentials found =
                CredentialsProvider.findCredentialById(id, StandardCredentials.class, run, List.of());
        if (found == null) {
            throw new IOException(
                    "there is no credential '" + id
                            + "' that this job may use; helmDeploy's credentialsId names a secret file or a secret text with a kubeconfig");
        }
        CredentialsProvider.track(run, found);
        return text(environment, found);
    }

    private static String kubeconfig(Run<?, ?> run, Environment environment, boolean admitted) throws IOException {
        if (environment.cluster() == null || environment.cluster().credentialsId() == null) {
            return null;
        }
        StandardCredentials found = find(environment);
        String text = text(environment, found);
        CredentialsProvider.track(run, found);
        return admitted ? text : Kubeconfig.withoutUsers(text);
    }

    private static StandardCredentials find(Environment environment) throws IOException {
        String id = environment.cluster().credentialsId();
        List<StandardCredentials> named =
                CredentialsProvider.lookupCredentialsInItemGroup(
                                StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of())
                        .stream()
                        .filter(each -> each.getId().equals(id))
                        .toList();
        if (named.isEmpty()) {
            throw new IOException(
                    "environment '" + environment.name() + "' names the credential '" + id
                            + "', and the controller has none of that id; an administrator adds it under Manage Jenkins, Credentials, System");
        }
        return named.stream()
                .filter(each -> !environment.isProtected() || each.getScope() == CredentialsScope.SYSTEM)
                .findFirst()
                .orElseThrow(() -> new IOException("the credential '" + id + "' of the protected environment '"
                        + environment.name() + "' has scope " + named.get(0).getScope()
                        + ", so any job can bind it; give it the scope System"));
    }

    private static String text(Environment environment, StandardCredentials credential) throws IOException {
        if (credential instanceof StringCredentials string) {
            return string.getSecret().getPlainText();
        }
        if (credential instanceof FileCredentials file) {
            try (InputStream in = file.getContent()) {
                byte[] bytes = in.readNBytes(LIMIT + 1);
                if (bytes.length <= LIMIT) {
                    return new String(bytes, StandardCharsets.UTF_8);
                }
            }
        }
        throw new IOException("the credential '" + credential.getId() + "' of environment '" + environment.name()
                + "' must be a secret file or a secret text with a kubeconfig of at most 1 MiB");
    }
}
