package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import java.util.List;

/**
 * A record with everything that a page about its run shows.
 *
 * @param finding as everywhere
 * @param hash of its entry, to compare with a head that was anchored elsewhere
 * @param sections what the step found, in words
 */
public record Account(Finding finding, String hash, List<Section> sections) {
    static Account of(Entry entry) {
        return new Account(Finding.of(entry), entry.hash(), Sections.of(entry.evidence()));
    }
}
