package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.List;

/**
 * How a deployment ended.
 *
 * @param outcome in the words of {@link Deployed}
 * @param verdict for the record
 * @param status for the run
 * @param reasons why it is not a plain pass
 */
record Ending(String outcome, Verdict verdict, RunStatus status, List<Reason> reasons) {
    /** Outcome of a look that found nothing new; never recorded. */
    static final String KNOWN = "known";

    Ending {
        reasons = List.copyOf(reasons);
    }

    static Ending planned() {
        return new Ending(Deployed.PLANNED, Verdict.PASS, RunStatus.SUCCESS, List.of());
    }

    static Ending rehearsed() {
        return new Ending(Deployed.REHEARSED, Verdict.PASS, RunStatus.SUCCESS, List.of());
    }

    static Ending deployed() {
        return new Ending(Deployed.DEPLOYED, Verdict.PASS, RunStatus.SUCCESS, List.of());
    }

    static Ending uninstalled() {
        return new Ending(Deployed.UNINSTALLED, Verdict.PASS, RunStatus.SUCCESS, List.of());
    }

    /** The approval went no further. */
    static Ending held(Reason reason) {
        return new Ending(Deployed.HELD, Verdict.UNSTABLE, RunStatus.UNSTABLE, List.of(reason));
    }

    /** The same, of a run that was stopped on its way there: what happened stands. */
    Ending aborted() {
        return new Ending(outcome, verdict, status.and(RunStatus.ABORTED), reasons);
    }

    static Ending refused(List<Reason> missing) {
        return new Ending(Deployed.REFUSED, Verdict.FAIL, RunStatus.FAILURE, missing);
    }

    /** It could not be judged or prepared; nothing was applied. */
    static Ending notJudged(Reason reason) {
        return new Ending(Deployed.NOT_APPLIED, Verdict.NOT_EVALUATED, RunStatus.FAILURE, List.of(reason));
    }

    /** It was stopped before anything was applied. */
    static Ending stopped(String why) {
        return new Ending(
                Deployed.NOT_APPLIED,
                Verdict.NOT_EVALUATED,
                RunStatus.ABORTED,
                List.of(new Reason("STOPPED", why + "; nothing was applied")));
    }
}
