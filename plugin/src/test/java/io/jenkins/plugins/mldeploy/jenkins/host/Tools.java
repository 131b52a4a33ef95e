package io.jenkins.plugins.mldeploy.jenkins.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A folder of small programs that stand for the real ones on the PATH of a run. */
public record Tools(Path folder) {
    /** A shell script of that name. */
    public Tools with(String name, String script) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    /** A Pipeline that runs {@code body} on the controller with these programs. */
    public String pipeline(String body) {
        return "node('built-in') { withEnv(['PATH+FAKE=" + folder + "']) {\n" + body + "\n} }";
    }

    /** A helm of version 3 that renders one deployment with one image, and finds no cluster. */
    public Tools withHelm(String image) throws IOException {
        return with(
                "helm",
                """
                echo "$@" >>%s/helm.calls
                case $1 in
                  version) printf v3.19.0 ;;
                  template) cat <<END
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: api}
                spec: {template: {spec: {containers: [{name: api, image: "%s"}]}}}
                END
                    ;;
                  lint) echo "1 chart(s) linted" ;;
                  *) echo "Error: Kubernetes cluster unreachable: dial tcp 127.0.0.1:8080: connection refused" >&2; exit 1 ;;
                esac"""
                        .formatted(folder, image));
    }
}
