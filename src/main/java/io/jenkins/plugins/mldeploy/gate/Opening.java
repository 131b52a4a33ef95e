package io.jenkins.plugins.mldeploy.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.policy.Quorum;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a gate asks, fixed when it opens.
 *
 * @param nonce of the step's call, so that a repeated opening finds its own gate again
 * @param job full name
 * @param number of the run
 * @param step the step's {@code id}
 * @param url of the run, null when it has no page
 * @param message of the author of the Jenkinsfile, null when there is none
 * @param environment that is asked for, null when there is none
 * @param planHash of the plan that an approval binds, null when there is no plan
 * @param subjects that the decision is recorded for
 * @param plan the details of the plan's record, for display
 * @param difference SHA-256 of the payload with the difference to what runs now, null when there is none
 * @param changes the first lines of that difference
 * @param shown the evidence that the approvers see
 * @param evidenceHash SHA-256 over the hashes of what is shown
 * @param quorum who must approve
 * @param submitters users or groups any of which may fill the place {@link #submitterGroup()}; empty: none
 * @param requesters whose vote does not count
 * @param requestersKnown false when nobody can say who asked
 * @param allowSelfApproval true when requesters may approve
 * @param requireReason true when an approval needs a reason
 * @param supersede true when this gate ends older ones
 * @param requestedAt when it opened
 * @param deadline when it ends undecided
 * @param waitTimer from the opening to the earliest moment that the run goes on
 * @param onTimeout what happens at the deadline
 * @param terms what else is asked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Opening(
        String nonce,
        String job,
        long number,
        String step,
        String url,
        String message,
        String environment,
        String planHash,
        List<String> subjects,
        Map<String, Object> plan,
        String difference,
        List<String> changes,
        List<Approval.Shown> shown,
        String evidenceHash,
        Quorum quorum,
        List<String> submitters,
        List<String> requesters,
        boolean requestersKnown,
        boolean allowSelfApproval,
        boolean requireReason,
        boolean supersede,
        Instant requestedAt,
        Instant deadline,
        Duration waitTimer,
        String onTimeout,
        Terms terms)
        implements Serializable {

    public Opening {
        if (nonce == null
                || job == null
                || step == null
                || quorum == null
                || requestedAt == null
                || deadline == null
                || onTimeout == null) {
            throw new IllegalArgumentException("a gate needs its run, its rules and its deadline");
        }
        subjects = subjects == null ? List.of() : List.copyOf(subjects);
        plan = plan == null ? Map.of() : plan;
        changes = changes == null ? List.of() : List.copyOf(changes);
        shown = shown == null ? List.of() : List.copyOf(shown);
        submitters = submitters == null ? List.of() : List.copyOf(submitters);
        requesters = requesters == null ? List.of() : List.copyOf(requesters);
        waitTimer = waitTimer == null ? Duration.ZERO : waitTimer;
        terms = terms == null ? Terms.NONE : terms;
    }

    /** The place in the quorum that any of the submitters fills. */
    static String submitterGroup(List<String> submitters) {
        return "submitter " + String.join(" or ", submitters);
    }

    /** Who has to approve: what was asked at first, and after an escalation what it adds. */
    Quorum awaited(boolean escalated) {
        return escalated && terms.escalation() != null ? terms.escalation().demanded(quorum) : quorum;
    }

    /** The groups that a member of these counts for: a stand-in after an escalation for those whose places may be filled, too. */
    Set<String> counted(Set<String> groups, boolean escalated) {
        return escalated && terms.escalation() != null ? terms.escalation().counted(groups) : groups;
    }

    /** The groups whose members may vote. */
    Set<String> voters(boolean escalated) {
        Set<String> groups = new LinkedHashSet<>(awaited(escalated).groups());
        if (escalated && terms.escalation() != null) {
            groups.addAll(terms.escalation().standIns());
        }
        return groups;
    }

    /** True when this person asked for the run, or wrote what it brings where that counts as asking; ids are compared without case, to be on the safe side. */
    boolean requestedBy(String user) {
        return requesters.stream().anyMatch(user::equalsIgnoreCase)
                || terms.authors().stream().anyMatch(user::equalsIgnoreCase);
    }

    /** {@code job #number}. */
    public String run() {
        return job + " #" + number;
    }
}
