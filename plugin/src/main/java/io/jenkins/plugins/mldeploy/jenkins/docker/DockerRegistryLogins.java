package io.jenkins.plugins.mldeploy.jenkins.docker;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.domains.HostnameRequirement;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.jenkins.host.RegistryLogins;
import io.jenkins.plugins.mldeploy.step.RegistryAccess;
import java.util.Optional;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import org.jenkinsci.plugins.docker.commons.credentials.DockerRegistryToken;
import org.jenkinsci.plugins.variant.OptionalExtension;

/** Whatever Docker Commons, or a plugin that adds to it (for example that of a cloud's registry), takes for a login. */
@OptionalExtension(requirePlugins = "docker-commons")
public final class DockerRegistryLogins implements RegistryLogins {
    @Override
    public Optional<String> of(Run<?, ?> run, RegistryAccess access) {
        IdCredentials credentials = CredentialsProvider.findCredentialById(
                access.credentialsId(),
                IdCredentials.class,
                run,
                new HostnameRequirement(access.registry().replaceFirst(":[0-9]+$", "")));
        DockerRegistryToken token =
                credentials == null ? null : AuthenticationTokens.convert(DockerRegistryToken.class, credentials);
        if (token != null) {
            CredentialsProvider.track(run, credentials);
        }
        return Optional.ofNullable(token).map(DockerRegistryToken::getToken);
    }
}
