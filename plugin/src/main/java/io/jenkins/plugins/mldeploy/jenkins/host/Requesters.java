package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.model.Cause;
import hudson.model.Run;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jenkins.scm.RunWithSCM;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayCause;

/** Who asked for a run: every user among its causes, its replay originals, its upstream causes, and the run whose deployment it repeats. */
final class Requesters {
    private final Set<String> users = new LinkedHashSet<>();
    private final Set<String> visited = new HashSet<>();
    private boolean known = true;
    private boolean replayed;

    private Requesters() {}

    static Requesters of(Run<?, ?> run) {
        Requesters requesters = new Requesters();
        requesters.add(run);
        if (requesters.users.isEmpty()) {
            // Nobody pressed a button: the authors of what is new in this run asked for it, as far as it says; earlier
            // runs may hold more of them.
            requesters.known = false;
            if (run instanceof RunWithSCM<?, ?> changed) {
                changed.getChangeSets()
                        .forEach(set -> set.forEach(change ->
                                requesters.users.add(change.getAuthor().getId())));
            }
        }
        return requesters;
    }

    private void add(Run<?, ?> run) {
        if (visited.add(run.getExternalizableId())) {
            add(run.getCauses());
        }
    }

    private void add(List<Cause> causes) {
        for (Cause cause : causes) {
            if (cause instanceof Cause.UserIdCause user) {
                if (user.getUserId() == null) {
                    known = false;
                } else {
                    users.add(user.getUserId());
                }
            } else if (cause instanceof ReplayCause replay) {
                replayed = true;
                follow(replay.getOriginal());
            } else if (cause instanceof DeploymentAsked asked) {
                if (asked.repeats()) {
                    follow(asked.run());
                }
            } else if (cause instanceof Cause.UpstreamCause upstream) {
                // The copy that the cause carries is what was known then; the run itself may be gone.
                add(upstream.getUpstreamCauses());
                if (upstream.getUpstreamRun() != null) {
                    follow(upstream.getUpstreamRun());
                } else if (upstream.getUpstreamCauses().isEmpty()) {
                    known = false;
                }
            } else if (cause instanceof Cause.UpstreamCause.DeeplyNestedUpstreamCause) {
                // Jenkins cut the chain off here; the upstream run, if it still exists, was followed, but nobody can be
                // sure.
                known = false;
            }
        }
    }

    private void follow(Run<?, ?> run) {
        if (run == null) {
            known = false;
        } else {
            add(run);
        }
    }

    Set<String> users() {
        return users;
    }

    /** False when somebody may have asked for the run whom Jenkins no longer names. */
    boolean known() {
        return known;
    }

    /** True when a person may have edited the Jenkinsfile of this run or of one that led to it. */
    boolean replayed() {
        return replayed;
    }
}
