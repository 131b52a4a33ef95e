package io.jenkins.plugins.mldeploy.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.mldeploy.host.Commit;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * What would change against what runs in the environment now, as it was when the gate opened: what the approvers decide about.
 *
 * @param running what runs there; null when nothing does yet
 * @param commits that would be new there, newest first; null when the host can't tell
 * @param tests one a test step and id
 * @param findings one a scan and id
 * @param sbom null when one of the two documents is missing or unreadable; {@code notes} says which
 * @param notes what could not be compared, and why
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Comparison(
        Running running,
        List<Commit> commits,
        List<Tests> tests,
        List<Findings> findings,
        Sbom sbom,
        List<String> notes)
        implements Serializable {
    /** Elements of a list that a gate carries; the whole is in the journal. */
    static final int LIMIT = 50;

    public Comparison {
        commits = commits == null ? null : List.copyOf(commits);
        tests = tests == null ? List.of() : List.copyOf(tests);
        findings = findings == null ? List.of() : List.copyOf(findings);
        notes = notes == null ? List.of() : List.copyOf(notes);
    }

    /**
     * The deployment that runs there.
     *
     * @param run that deployed it, or found it there
     * @param commit null when unknown
     * @param adopted true when this suite did not deploy it
     */
    public record Running(String run, String commit, List<String> images, Instant since, boolean adopted)
            implements Serializable {}

    /**
     * The same tests before and now.
     *
     * @param before verdict of what runs, null when it has none
     * @param now verdict of what would be deployed, null when it has none
     * @param failed names of tests that fail now and did not before
     * @param mended names of tests that failed before and do not now
     * @param metrics that both or one of them measured
     */
    public record Tests(
            String id, String before, String now, List<String> failed, List<String> mended, List<Metric> metrics)
            implements Serializable {}

    /**
     * A metric before and now.
     *
     * @param before null when it was not measured
     * @param now null when it was not measured
     * @param low lower end of the 95 % interval of the difference where samples give one, else null
     * @param high its upper end
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Metric(String name, Double before, Double now, Double low, Double high) implements Serializable {
        /** True when the interval leaves out zero, so that chance is no good explanation. */
        public boolean significant() {
            return low != null && high != null && (low > 0 || high < 0);
        }
    }

    /**
     * The same scan before and now.
     *
     * @param added findings that what runs does not have: severity, id, package
     * @param fixed findings that only what runs has
     * @param complete false when a list was cut, so that some may be missing here
     */
    public record Findings(
            String id, String before, String now, List<String> added, List<String> fixed, boolean complete)
            implements Serializable {}

    /**
     * The components before and now.
     *
     * @param added name and version
     * @param removed name and version
     * @param changed name, version before and now
     * @param licences components whose licences differ, and new ones with theirs
     * @param more how many differences were left out
     */
    public record Sbom(List<String> added, List<String> removed, List<String> changed, List<String> licences, int more)
            implements Serializable {
        public boolean same() {
            return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && licences.isEmpty();
        }
    }
}
