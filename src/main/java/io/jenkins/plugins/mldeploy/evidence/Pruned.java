package io.jenkins.plugins.mldeploy.evidence;

/**
 * What a retention run removed.
 *
 * @param payloads files
 * @param entries records, the oldest ones
 * @param through number of the newest removed entry, 0 when none was removed
 */
public record Pruned(int payloads, long entries, long through) {
    /** Whether anything was removed. */
    public boolean isSomething() {
        return payloads > 0 || entries > 0;
    }
}
