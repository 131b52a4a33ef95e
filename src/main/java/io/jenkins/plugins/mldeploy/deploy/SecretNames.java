package io.jenkins.plugins.mldeploy.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Values whose names say that they are secret: helm takes them as arguments, which everybody on the machine can read. */
final class SecretNames {
    private static final Pattern SECRET =
            Pattern.compile("(?i)(password|passwd|passphrase|token|secret|api.?key|private.?key|credential)");

    private SecretNames() {}

    static String[] warnings(Request request) {
        List<String> warnings = new ArrayList<>();
        for (ReleaseRequest release : request.releases()) {
            List<String> names = new ArrayList<>(release.set().keySet());
            names.addAll(release.setString().keySet());
            names.stream()
                    .filter(name -> SECRET.matcher(name).find())
                    .forEach(name -> warnings.add("warning: release '" + release.release() + "': value '" + name
                            + "' looks like a secret, and stands in the process list while helm runs; use setFile, a values"
                            + " file or a Secret of the cluster"));
        }
        return warnings.toArray(String[]::new);
    }
}
