package io.jenkins.plugins.mldeploy.jenkins.redeploy;

import hudson.model.Action;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.deploy.Redeployment;
import io.jenkins.plugins.mldeploy.jenkins.gate.Reply;
import io.jenkins.plugins.mldeploy.jenkins.host.DeploymentAsked;
import io.jenkins.plugins.mldeploy.jenkins.host.EnvironmentsSource;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.policy.Environment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn;
import jenkins.scm.api.SCMRevisionAction;
import org.kohsuke.stapler.Stapler;

/** Starts the runs that people ask for, each once. */
final class DeploymentRequests {
    private static final int NEWEST = 50;

    /** What was started since Jenkins runs, until it is over: between queue and run it is in neither. */
    private static final Map<String, Started> STARTED = new HashMap<>();

    private record Started(Future<?> over, String url) {}

    private DeploymentRequests() {}

    /**
     * Starts a run of the job, or names the one that does it already. The caller has checked the permission.
     *
     * @param verb what is asked for
     * @param deployment id of the deployment that is meant
     * @param to for a rollback the id of the deployment to go back to, null for the one before
     */
    static Reply ask(Job<?, ?> job, Redeployment.Verb verb, String deployment, String to) throws IOException {
        Redeployment.Answer answer = Redeployment.of(SuiteHome.journal(), verb, deployment, to);
        if (answer instanceof Redeployment.Answer.Impossible impossible) {
            return Reply.message(
                    impossible.unknown() ? 404 : 409, impossible.reason().toString());
        }
        Redeployment asked = ((Redeployment.Answer.Possible) answer).redeployment();
        Optional<Environment> environment = EnvironmentsSource.of(job).find(asked.environment());
        if (environment.isEmpty()) {
            return Reply.message(
                    409, "ENVIRONMENT_UNKNOWN: there is no environment '" + asked.environment() + "' any more");
        }
        Run<?, ?> run = job.getBuildByNumber((int) asked.origin().number());
        if (isAtWork(run)) {
            return Reply.message(
                    409, "AT_WORK: " + asked.origin().display() + " is still at work; wait for its end, or stop it");
        }
        try {
            RequestedCall.of(asked, run, environment.get());
        } catch (CallUnknown e) {
            return Reply.message(409, "CALL_UNKNOWN: " + e.getMessage());
        }
        return start(job, asked);
    }

    /** Whether a run may still do itself what is asked for about it. */
    static boolean isAtWork(Run<?, ?> run) {
        return run != null && run.isBuilding();
    }

    private static synchronized Reply start(Job<?, ?> job, Redeployment asked) throws IOException {
        RequestedDeployment action = new RequestedDeployment(asked);
        STARTED.values().removeIf(started -> started.over().isDone());
        String key = Jenkins.get().getRootDir() + " " + asked.verb() + " " + asked.deployment() + " " + asked.to();
        Optional<String> there =
                Optional.ofNullable(STARTED.get(key)).map(Started::url).or(() -> atWork(job, action));
        if (there.isPresent()) {
            return reply(200, "is asked for already: " + asked.sentence(), there.get(), job);
        }
        List<Action> actions = new ArrayList<>();
        actions.add(action);
        actions.add(new CauseAction(
                new Cause.UserIdCause(),
                new DeploymentAsked(
                        asked.sentence(),
                        job.getFullName(),
                        asked.origin().number(),
                        asked.sources().commit(),
                        asked.sources().branch(),
                        asked.verb() != Redeployment.Verb.ROLLBACK)));
        Run<?, ?> built = job.getBuildByNumber((int) asked.sources().number());
        if (built != null) {
            actions.addAll(built.getActions(SCMRevisionAction.class));
        }
        Queue.Item item = ParameterizedJobMixIn.scheduleBuild2(job, 0, actions.toArray(Action[]::new));
        if (item == null) {
            return Reply.message(
                    409,
                    "NOT_BUILDABLE: " + job.getFullName() + " is disabled, or Jenkins takes no new runs at the moment");
        }
        STARTED.put(key, new Started(item.getFuture(), item.getUrl()));
        return reply(201, "asked for: " + asked.sentence(), item.getUrl(), job);
    }

    /** Also what was asked for before Jenkins was started anew. */
    private static Optional<String> atWork(Job<?, ?> job, RequestedDeployment action) {
        Run<?, ?> run = job.getLastBuild();
        for (int i = 0; i < NEWEST && run != null; i++) {
            if (run.isBuilding() && action.isSame(run.getAction(RequestedDeployment.class))) {
                return Optional.of(run.getUrl());
            }
            run = run.getPreviousBuild();
        }
        return job instanceof Queue.Task task
                ? Jenkins.get().getQueue().getItems(task).stream()
                        .filter(item -> action.isSame(item.getAction(RequestedDeployment.class)))
                        .map(Queue.Item::getUrl)
                        .findFirst()
                : Optional.empty();
    }

    private static Reply reply(int status, String message, String url, Job<?, ?> job) throws IOException {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("message", message);
        said.put("url", url);
        said.put("page", Stapler.getCurrentRequest2().getContextPath() + "/" + job.getUrl());
        return Reply.json(status, said);
    }
}
