package io.jenkins.plugins.mldeploy.scan;

import com.github.packageurl.PackageURL;
import java.util.List;

/**
 * Somebody's statement that a vulnerability does not affect a product, or that it is fixed in it.
 *
 * @param ids of the vulnerability
 * @param products package URLs that it is about
 * @param parts package URLs of parts of the products, empty when it is about the whole product
 * @param status {@code not_affected} or {@code fixed}
 * @param justification why
 * @param file that it stands in
 */
record VexStatement(
        List<String> ids,
        List<PackageURL> products,
        List<PackageURL> parts,
        String status,
        String justification,
        String file) {

    /**
     * A statement holds for a finding when it names the finding's package itself, or names the scanned image and, when it names parts,
     * that package among them. A product that can't be recognised suppresses nothing.
     */
    boolean covers(Finding finding, ReportFacts scanned) {
        if (ids.stream().noneMatch(finding::isCalled)) {
            return false;
        }
        for (PackageURL product : products) {
            if (parts.isEmpty() && Purls.covers(product, finding)) {
                return true;
            }
            if (Purls.isImage(product, scanned)
                    && (parts.isEmpty() || parts.stream().anyMatch(part -> Purls.covers(part, finding)))) {
                return true;
            }
        }
        return false;
    }

    /** For the log: {@code not_affected (vulnerable_code_not_present), vex/api.json}. */
    String why() {
        return status + (justification.isEmpty() ? "" : " (" + justification + ")") + ", " + file;
    }
}
