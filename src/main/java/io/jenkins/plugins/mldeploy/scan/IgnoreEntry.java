package io.jenkins.plugins.mldeploy.scan;

import java.io.Serializable;
import java.time.LocalDate;

/**
 * A finding that somebody answers for.
 *
 * @param id of the vulnerability, or an alias
 * @param packageName only in this package; empty for all
 * @param reason why it may be ignored
 * @param owner who answers for it
 * @param expires the last day (UTC) on which it is ignored
 * @param line of the file
 */
record IgnoreEntry(String id, String packageName, String reason, String owner, LocalDate expires, int line)
        implements Serializable {
    boolean covers(Finding finding) {
        return finding.isCalled(id)
                && (packageName.isEmpty() || Purls.normal(packageName).equals(Purls.normal(finding.packageName())));
    }

    boolean expired(LocalDate today) {
        return today.isAfter(expires);
    }

    boolean expiresSoon(LocalDate today) {
        return !expired(today) && !today.plusDays(7).isBefore(expires);
    }
}
