package io.jenkins.plugins.mldeploy.policy;

/** What an environment does with what is missing. */
public enum Enforcement {
    /** Says what is missing, records it, and lets it in: for a team that adopts the suite. */
    WARN,
    /** Refuses. The default of an environment that sets any rule. */
    BLOCK
}
