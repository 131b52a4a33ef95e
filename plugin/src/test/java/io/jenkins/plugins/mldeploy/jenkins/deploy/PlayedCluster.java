package io.jenkins.plugins.mldeploy.jenkins.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.jenkins.host.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A helm 3 and a kubectl that play one release of a cluster, whose state is a few files in a folder. It can be made to stop at a place ({@link #hold}), where a program then waits until it is let go on.
 */
record PlayedCluster(Path folder) {
    private static final String OLD = "registry.example/api@sha256:" + "0".repeat(64);
    private static final String NEW = "registry.example/api@sha256:" + "1".repeat(64);
    private static final String MANIFEST =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: api
            spec:
              template:
                spec:
                  containers:
                    - name: api
                      image: "%s"
            """;
    private static final String HELM =
            """
            s='%s'
            echo "$@" >>"$s/calls"
            hold() { echo $1 >>"$s/reached"; while [ -e "$s/hold-$1" ]; do sleep 0.1; done; }
            now() { date -u +%%Y-%%m-%%dT%%H:%%M:%%SZ; }
            next() { echo $(($(wc -l <"$s/history") + 1)); }
            case $1 in
              version) printf v3.19.0 ;;
              template) cat "$s/new.yaml" ;;
              lint) echo '1 chart(s) linted' ;;
              list)
                case "$*" in *--selector*) echo '[{"name":"api","namespace":"default"}]' ;; *) echo '[]' ;; esac ;;
              history)
                hold history
                [ -s "$s/history" ] || { echo 'Error: release: not found' >&2; exit 1; }
                sep='['
                while read -r n status at; do
                  printf '%%s{"revision":%%s,"updated":"%%s","status":"%%s","chart":"api-1.0.0"}' "$sep" "$n" "$at" "$status"
                  sep=,
                done <"$s/history"
                echo ']' ;;
              get)
                if [ "$2" = all ]; then
                  hold history
                  [ -s "$s/history" ] || { echo 'Error: release: not found' >&2; exit 1; }
                  tail -n 1 "$s/history" | { read -r n status at; echo "$n $status"; cat "$s/manifest.$n" 2>/dev/null; }
                  exit 0
                fi
                [ "$2" = hooks ] && exit 0
                while [ $# -gt 0 ]; do
                  if [ "$1" = --revision ]; then cat "$s/manifest.$2"; fi
                  shift
                done ;;
              upgrade)
                case "$*" in *--dry-run=server*) cat "$s/dry-run.json"; exit 0 ;; esac
                hold before-apply
                n=$(next)
                while [ $# -gt 0 ]; do
                  if [ "$1" = --post-renderer-args ]; then cp "$2" "$s/manifest.$n"; fi
                  shift
                done
                echo "$n pending-upgrade $(now)" >>"$s/history"
                hold after-apply
                if [ -e "$s/bad" ]; then
                  sed -i "s/^$n pending-upgrade/$n failed/" "$s/history"
                  echo 'Error: UPGRADE FAILED: context deadline exceeded' >&2
                  exit 1
                fi
                sed -i -e 's/ deployed / superseded /' -e "s/^$n pending-upgrade/$n deployed/" "$s/history"
                echo 'Happy Helming!' ;;
              rollback)
                hold rolling-back
                n=$(next)
                cp "$s/manifest.$3" "$s/manifest.$n"
                sed -i -e 's/ deployed / superseded /' -e 's/ pending-upgrade / failed /' "$s/history"
                echo "$n deployed $(now)" >>"$s/history"
                echo 'Rollback was a success! Happy Helming!' ;;
              *) echo "Error: unknown command $1" >&2; exit 1 ;;
            esac""";
    private static final String KUBECTL =
            """
            echo "kubectl $@" >>'%s/calls'
            case $1 in
              version) echo '{"clientVersion":{},"serverVersion":{"gitVersion":"v1.34.4"}}' ;;
              get) echo '{"metadata":{"resourceVersion":"1"},"items":[]}' ;;
              apply|diff|create|replace|patch) ;;
              *) echo "error: unknown command $1" >&2; exit 1 ;;
            esac""";

    /** A cluster in which revision 1 of the release runs. */
    static PlayedCluster in(Path folder) throws IOException {
        Files.createDirectories(folder);
        PlayedCluster cluster = new PlayedCluster(folder);
        cluster.tools().with("helm", HELM.formatted(folder)).with("kubectl", KUBECTL.formatted(folder));
        String manifest = MANIFEST.formatted(NEW);
        Files.writeString(folder.resolve("new.yaml"), manifest);
        Files.writeString(
                folder.resolve("dry-run.json"),
                "{\"name\":\"api\",\"chart\":{\"values\":{}},\"manifest\":\""
                        + manifest.replace("\"", "\\\"").replace("\n", "\\n") + "\",\"hooks\":[]}");
        Files.writeString(folder.resolve("manifest.1"), MANIFEST.formatted(OLD));
        return cluster.history("1 deployed 2026-01-01T00:00:00Z");
    }

    Tools tools() {
        return new Tools(folder.resolve("bin"));
    }

    PlayedCluster history(String... lines) throws IOException {
        Files.writeString(folder.resolve("history"), String.join("\n", lines) + "\n");
        return this;
    }

    /** Somebody else's helm is at it, and has just begun. */
    PlayedCluster pending() throws IOException {
        return history(
                "1 deployed 2026-01-01T00:00:00Z",
                "2 pending-upgrade " + Instant.now().toString());
    }

    PlayedCluster hold(String place) throws IOException {
        Files.createFile(folder.resolve("hold-" + place));
        return this;
    }

    void letGo(String place) throws IOException {
        Files.delete(folder.resolve("hold-" + place));
    }

    boolean reached(String place) throws IOException {
        Path file = folder.resolve("reached");
        return Files.exists(file) && Files.readAllLines(file).contains(place);
    }

    /** The next upgrade fails. */
    PlayedCluster bad() throws IOException {
        Files.createFile(folder.resolve("bad"));
        return this;
    }

    /** Number and status of each revision. */
    List<String> revisions() throws IOException {
        return Files.readAllLines(folder.resolve("history")).stream()
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .toList();
    }

    /** How often helm was called with that verb, what only asks left out. */
    long calls(String verb) throws IOException {
        return Files.readAllLines(folder.resolve("calls")).stream()
                .filter(line -> line.startsWith(verb + " ") && !line.contains("--dry-run"))
                .count();
    }

    void assertOneUpgradeAndOneRollbackAtMost() throws IOException {
        assertThat(calls("upgrade")).as(folder + " upgrades").isLessThanOrEqualTo(1);
        assertThat(calls("rollback")).as(folder + " rollbacks").isLessThanOrEqualTo(1);
    }
}
