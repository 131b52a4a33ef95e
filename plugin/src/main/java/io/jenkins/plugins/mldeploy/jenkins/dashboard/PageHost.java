package io.jenkins.plugins.mldeploy.jenkins.dashboard;

import hudson.security.csrf.CrumbIssuer;
import io.jenkins.plugins.mldeploy.jenkins.gate.Reply;
import java.io.IOException;
import java.util.Map;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;

/** What the engine's page asks about its host: people are authenticated here, and a changing request carries a crumb. */
final class PageHost {
    private PageHost() {}

    static HttpResponse reply(StaplerRequest2 request) throws IOException {
        CrumbIssuer issuer = Jenkins.get().getCrumbIssuer();
        return Reply.json(Map.of(
                "practiceIdentity",
                false,
                "deployments",
                true,
                "headers",
                issuer == null ? Map.of() : Map.of(issuer.getCrumbRequestField(), issuer.getCrumb(request))));
    }
}
