package io.jenkins.plugins.mldeploy.jenkins.gate;

import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import hudson.security.Permission;
import io.jenkins.plugins.mldeploy.dashboard.GateBoard;
import io.jenkins.plugins.mldeploy.dashboard.Said;
import io.jenkins.plugins.mldeploy.gate.Answer;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.gate.Voter;
import io.jenkins.plugins.mldeploy.jenkins.host.EnvironmentsSource;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteClock;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.host.Topics;
import io.jenkins.plugins.mldeploy.jenkins.policy.DeploymentPermissions;
import io.jenkins.plugins.mldeploy.jenkins.policy.VisibleJobs;
import java.io.IOException;
import java.util.Optional;
import jenkins.security.stapler.StaplerDispatchable;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * One gate: {@code GET difference}; {@code POST approve, reject, comment, withdraw, bypass} with {@code {"text": …}} or a form field {@code text}, a crumb or an API token. Answers {@code
 * {"message": …}} with 200, 400 (not understood, or a reason is missing), 403 (may not), 404 (no such gate), 409 (settled already). Runs on the request's thread: a gate is settled without
 * the run, which is only woken.
 */
public final class GateResource {
    private static final int BODY_LIMIT = 64 << 10;

    private final Gate gate;

    GateResource(Gate gate) {
        this.gate = gate;
    }

    /** Whoever may read the job may read its gates. */
    static boolean isVisible(Gate gate) {
        return VisibleJobs.find(gate.opening().job()).isPresent();
    }

    /** The gate itself as JSON. */
    public HttpResponse doIndex() throws IOException {
        return Reply.json(gate);
    }

    /** What would change, as text. */
    public HttpResponse doDifference() throws IOException {
        Optional<String> text =
                new GateBoard(SuiteHome.gates(), SuiteHome.journal(), SuiteClock.get()).difference(gate.id());
        return text.isPresent() ? Reply.text(text.get()) : Reply.message(404, "there is no difference of this gate");
    }

    /** Votes for it. */
    @RequirePOST
    public HttpResponse doApprove(StaplerRequest2 request) throws IOException {
        return answer(request, "approve", DeploymentPermissions.APPROVE);
    }

    /** Votes against it; needs a reason. */
    @RequirePOST
    public HttpResponse doReject(StaplerRequest2 request) throws IOException {
        return answer(request, "reject", DeploymentPermissions.APPROVE);
    }

    /** Takes the vote back. */
    @RequirePOST
    public HttpResponse doWithdraw(StaplerRequest2 request) throws IOException {
        return answer(request, "withdraw", DeploymentPermissions.APPROVE);
    }

    /** Decides past the rules, where the environment lets somebody; needs a permission of its own and a reason. */
    @RequirePOST
    public HttpResponse doBypass(StaplerRequest2 request) throws IOException {
        return answer(request, "bypass", DeploymentPermissions.BYPASS);
    }

    /** Says something without a vote; for everybody who is logged in and may read the job. */
    @RequirePOST
    public HttpResponse doComment(StaplerRequest2 request) throws IOException {
        return answer(request, "comment", Item.READ);
    }

    /** Where other systems answer the checks of this gate. */
    @StaplerDispatchable
    public Checks getChecks() {
        return new Checks();
    }

    /** What lies under {@code checks/}. */
    public final class Checks {
        private Checks() {}

        /** Also for a name that is no check: who can't sign learns nothing. */
        public CheckResource getDynamic(String check) {
            return new CheckResource(gate, check);
        }
    }

    private HttpResponse answer(StaplerRequest2 request, String verb, Permission permission) throws IOException {
        Optional<Job<?, ?>> job = job();
        Optional<Voter> voter = JenkinsVoter.of(request);
        if (voter.isEmpty()) {
            return Reply.message(403, "log in to answer a gate");
        }
        if (job.isEmpty() || !job.get().hasPermission(permission)) {
            return Reply.message(
                    403,
                    "%s may not answer gates of %s so: it takes the permission %s/%s"
                            .formatted(
                                    voter.get().user(), gate.opening().job(), permission.group.title, permission.name));
        }
        Answer answer;
        try {
            answer = said(request)
                    .give(SuiteHome.gates(), gate.id(), verb, voter.get(), EnvironmentsSource.of(job.get()));
        } catch (IllegalArgumentException e) {
            return Reply.message(400, e.getMessage());
        }
        if (answer.accepted()) {
            Topics.ring(Gates.topic(gate.id()));
            Run<?, ?> run = job.get().getBuildByNumber((int) gate.opening().number());
            if (run != null) {
                GateListener.tell(listener -> listener.answered(run, answer.gate()));
            }
        }
        return Reply.message(answer.kind().status(), answer.text());
    }

    private Optional<Job<?, ?>> job() {
        return VisibleJobs.find(gate.opening().job());
    }

    private static Said said(StaplerRequest2 request) throws IOException {
        String type = request.getContentType();
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            return new Said(null, request.getParameter("text"));
        }
        byte[] body = request.getInputStream().readNBytes(BODY_LIMIT + 1);
        if (body.length > BODY_LIMIT) {
            throw new IllegalArgumentException("the body is larger than " + BODY_LIMIT / 1024 + " KiB");
        }
        return Said.read(body);
    }
}
