package io.jenkins.plugins.mldeploy.jenkins.host;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.security.ACL;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** The secrets that the suite shares with other systems: secret texts of system scope, so that no job can bind them. */
public final class SharedSecrets {
    private SharedSecrets() {}

    /** @param id as {@code webHooks[].secretId} names it */
    public static Optional<String> find(String id) {
        return CredentialsProvider.lookupCredentialsInItemGroup(
                        StringCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of())
                .stream()
                .filter(credential -> CredentialsMatchers.allOf(
                                CredentialsMatchers.withId(id), CredentialsMatchers.withScope(CredentialsScope.SYSTEM))
                        .matches(credential))
                .findFirst()
                .map(credential -> credential.getSecret().getPlainText());
    }
}
