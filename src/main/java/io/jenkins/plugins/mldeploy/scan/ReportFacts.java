package io.jenkins.plugins.mldeploy.scan;

import java.io.Serializable;
import java.time.Instant;

/**
 * Where findings come from.
 *
 * @param file the report as people name it
 * @param format trivy, grype, osv-scanner or sarif
 * @param scanner name of the tool that wrote it
 * @param scannerVersion empty when the report doesn't say
 * @param dbBuilt when its database was built, null when the report doesn't say
 * @param artifact what was scanned, as the tool names it; empty when it doesn't
 * @param digest of the scanned image, null when the report doesn't say
 * @param kind of what was scanned
 * @param written when the tool wrote it, null when the report doesn't say
 * @param targets how many places with packages the tool looked at
 * @param suppressedByTool how many findings the tool's own configuration left out
 */
record ReportFacts(
        String file,
        String format,
        String scanner,
        String scannerVersion,
        Instant dbBuilt,
        String artifact,
        String digest,
        Kind kind,
        Instant written,
        long targets,
        long suppressedByTool)
        implements Serializable {

    /** Of what was scanned. */
    enum Kind {
        IMAGE,
        DIRECTORY,
        OTHER
    }

    boolean image() {
        return kind == Kind.IMAGE;
    }

    /** Name of the image without registry, tag and digest; empty when no image was scanned. */
    String imageName() {
        if (!image()) {
            return "";
        }
        int at = artifact.indexOf('@');
        String name = at > 0 ? artifact.substring(0, at) : artifact;
        name = name.substring(name.lastIndexOf('/') + 1);
        int colon = name.indexOf(':');
        return colon > 0 ? name.substring(0, colon) : name;
    }

    /** What the targets of this report are prefixed with, so that two images' operating systems stay two targets. */
    String prefix() {
        return switch (kind) {
            case IMAGE -> imageName().isEmpty() ? "" : imageName() + ": ";
            case DIRECTORY -> {
                String folder = artifact.startsWith("./") ? artifact.substring(2) : artifact;
                folder = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
                yield folder.isEmpty() || folder.equals(".") || folder.startsWith("/") ? "" : folder + "/";
            }
            case OTHER -> "";
        };
    }
}
