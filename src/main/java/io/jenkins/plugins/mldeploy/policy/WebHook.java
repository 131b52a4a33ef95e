package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;
import java.net.URI;

/**
 * An address that is told or asked, in messages signed as <a href="https://www.standardwebhooks.com">Standard Webhooks 1.0</a> says. Only the administrator names addresses, never a
 * Jenkinsfile, so that nobody makes the controller call what he likes.
 *
 * @param name by which environments and steps mean it
 * @param url {@code https}, or {@code http} for this machine only
 * @param secretId id of the credential with the shared secret
 */
public record WebHook(String name, String url, String secretId) implements Serializable {
    public WebHook {
        if (name == null || !name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name of a web hook: lower-case letters, digits and dashes, at most 40");
        }
        if (secretId == null) {
            throw new IllegalArgumentException(
                    "web hook '" + name + "' needs 'secretId': unsigned messages are not sent");
        }
        URI uri;
        try {
            uri = URI.create(String.valueOf(url));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("web hook '" + name + "': '" + url + "' is no URL", e);
        }
        boolean here = "127.0.0.1".equals(uri.getHost()) || "localhost".equals(uri.getHost());
        if (uri.getHost() == null
                || uri.getUserInfo() != null
                || !("https".equals(uri.getScheme()) || here && "http".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(
                    "web hook '" + name + "' needs a URL with https and without a user; http is for this machine only");
        }
    }
}
