package io.jenkins.plugins.mldeploy.deploy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of the helm program, as {@code helm version --template {{.Version}}} prints it.
 *
 * @param major 3 or 4
 * @param text for people, for example {@code v4.1.4}
 */
record HelmVersion(int major, String text) {
    private static final Pattern GRAMMAR =
            Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})([-+][0-9A-Za-z.+-]{1,60})?");

    /** Empty for anything but helm 3 or 4: the flags of another line are not known. */
    static Optional<HelmVersion> parse(String printed) {
        Matcher matcher = GRAMMAR.matcher(printed.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int major = Integer.parseInt(matcher.group(1));
        return major == 3 || major == 4 ? Optional.of(new HelmVersion(major, matcher.group())) : Optional.empty();
    }

    /** The flag that makes helm wait until what it applied is ready; helm 4 takes a strategy. */
    String waitFlag() {
        return major == 3 ? "--wait" : "--wait=watcher";
    }
}
