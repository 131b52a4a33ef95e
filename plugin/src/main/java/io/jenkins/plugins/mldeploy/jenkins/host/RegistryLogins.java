package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.step.RegistryAccess;
import java.io.IOException;
import java.util.Optional;

/** Turns a credential that a job may use into a login of an image registry. */
public interface RegistryLogins extends ExtensionPoint {
    /**
     * @return {@code user:password} in Base64; empty when there is no credential of that id that the run may use
     * @throws IOException when there is one, and it can't be made a login
     */
    Optional<String> of(Run<?, ?> run, RegistryAccess access) throws IOException;

    /** @throws IOException when nobody can; the message says what is missing */
    static String find(Run<?, ?> run, RegistryAccess access) throws IOException {
        for (RegistryLogins logins : ExtensionList.lookup(RegistryLogins.class)) {
            Optional<String> login = logins.of(run, access);
            if (login.isPresent()) {
                return login.get();
            }
        }
        throw new IOException(
                ExtensionList.lookup(RegistryLogins.class).isEmpty()
                        ? "registryCredentialsId needs the plugin Docker Commons, which is not installed"
                        : "there is no credential '" + access.credentialsId()
                                + "' for a registry that this job may use; a user name with password is one");
    }
}
