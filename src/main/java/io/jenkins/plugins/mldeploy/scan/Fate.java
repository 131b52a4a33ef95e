package io.jenkins.plugins.mldeploy.scan;

/** What becomes of a finding. */
enum Fate {
    COUNTED,
    /** Counts again, because the entry that ignored it has expired. */
    EXPIRED,
    /** Justified by a VEX statement or an entry of the ignore file. */
    SUPPRESSED,
    /** Left out by the step's own parameters. */
    FILTERED;

    boolean counts() {
        return this == COUNTED || this == EXPIRED;
    }
}
