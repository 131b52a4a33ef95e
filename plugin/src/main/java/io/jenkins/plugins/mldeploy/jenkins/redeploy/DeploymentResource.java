package io.jenkins.plugins.mldeploy.jenkins.redeploy;

import hudson.model.Job;
import io.jenkins.plugins.mldeploy.deploy.Redeployment;
import io.jenkins.plugins.mldeploy.jenkins.gate.JenkinsVoter;
import io.jenkins.plugins.mldeploy.jenkins.gate.Reply;
import io.jenkins.plugins.mldeploy.jenkins.policy.DeploymentPermissions;
import java.io.IOException;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * One recorded deployment: {@code POST rollback, retry, promote}, with a crumb or an API token. Each starts a run of the deployment's own job. Answers {@code {"message", "url", "page"}} (the item of the queue, or the run; the page of the job) with 201 (started), 200 (it is at work already), 403 (may
 * not), 404 (no such deployment), 409 (not possible, or not any more). A rollback takes {@code to}, the id of an earlier deployment; without it, it goes back to the one before.
 */
public final class DeploymentResource {
    private final String id;
    private final Job<?, ?> job;

    DeploymentResource(String id, Job<?, ?> job) {
        this.id = id;
        this.job = job;
    }

    /** Back to what ran before. */
    @RequirePOST
    public HttpResponse doRollback(StaplerRequest2 request, @QueryParameter String to) throws IOException {
        return ask(request, Redeployment.Verb.ROLLBACK, to == null || to.isBlank() ? null : to.strip());
    }

    /** The same call again. */
    @RequirePOST
    public HttpResponse doRetry(StaplerRequest2 request) throws IOException {
        return ask(request, Redeployment.Verb.RETRY, null);
    }

    /** The call of a plan, for real. */
    @RequirePOST
    public HttpResponse doPromote(StaplerRequest2 request) throws IOException {
        return ask(request, Redeployment.Verb.PROMOTE, null);
    }

    private HttpResponse ask(StaplerRequest2 request, Redeployment.Verb verb, String to) throws IOException {
        if (JenkinsVoter.of(request).isEmpty()) {
            return Reply.message(403, "log in to ask for a deployment");
        }
        if (!job.hasPermission(DeploymentPermissions.DEPLOY)) {
            return Reply.message(
                    403,
                    "that takes the permission %s/%s for %s"
                            .formatted(
                                    DeploymentPermissions.GROUP.title,
                                    DeploymentPermissions.DEPLOY.name,
                                    job.getFullName()));
        }
        return DeploymentRequests.ask(job, verb, id, to);
    }
}
