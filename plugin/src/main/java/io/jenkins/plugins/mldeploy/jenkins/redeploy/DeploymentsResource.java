package io.jenkins.plugins.mldeploy.jenkins.redeploy;

import hudson.model.Job;
import io.jenkins.plugins.mldeploy.deploy.Redeployment;
import io.jenkins.plugins.mldeploy.jenkins.gate.Reply;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.policy.DeploymentPermissions;
import io.jenkins.plugins.mldeploy.jenkins.policy.VisibleJobs;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.kohsuke.stapler.HttpResponse;

/** {@code GET deployments/}: what the reader may ask for at the moment; {@code deployments/<id>/} is one deployment. */
public final class DeploymentsResource {
    private final Predicate<Redeployment> wanted;

    /** @param wanted which of them are listed at this address */
    public DeploymentsResource(Predicate<Redeployment> wanted) {
        this.wanted = wanted;
    }

    /** {@code {"offers": [{verb, deployment, environment, services, job, number, sentence}]}}. */
    public HttpResponse doIndex() throws IOException {
        return Reply.to(() -> Map.of("offers", offers()));
    }

    private List<Map<String, Object>> offers() throws IOException {
        return Redeployment.offers(SuiteHome.journal(), DeploymentsResource::mayDeploy).stream()
                .filter(wanted)
                .filter(offer -> VisibleJobs.find(offer.origin().job())
                        .filter(job -> !DeploymentRequests.isAtWork(
                                job.getBuildByNumber((int) offer.origin().number())))
                        .isPresent())
                .map(DeploymentsResource::shown)
                .toList();
    }

    private static Map<String, Object> shown(Redeployment offer) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("verb", offer.verb().word());
        shown.put("deployment", offer.deployment());
        shown.put("environment", offer.environment());
        shown.put("services", offer.services());
        shown.put("job", offer.origin().job());
        shown.put("number", offer.origin().number());
        shown.put("sentence", offer.sentence());
        return shown;
    }

    private static boolean mayDeploy(String job) {
        return VisibleJobs.find(job)
                .filter(found -> found.hasPermission(DeploymentPermissions.DEPLOY))
                .isPresent();
    }

    /** One of them, null (404) when there is none, or its job is not to be seen. The engine refuses whatever is no id. */
    public DeploymentResource getDynamic(String id) throws IOException {
        Optional<Job<?, ?>> job = Redeployment.jobOf(SuiteHome.journal(), id).flatMap(VisibleJobs::find);
        return job.isPresent() ? new DeploymentResource(id, job.get()) : null;
    }
}
