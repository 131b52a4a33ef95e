package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.SmallHeap;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Command;
import org.junit.Test;

/** The longest answers that a host hands over, in a heap of 64 MiB: an error or the right images, never an end of the memory. */
public class SmallHeapReadersTest {
    private static String full(String head, String part, String tail) {
        int times = (Command.CAPTURE_LIMIT - head.length() - tail.length()) / part.length();
        return head + part.repeat(times) + tail;
    }

    /** Runs in the small JVM. */
    public static final class Main {
        private static final String OBJECT = "apiVersion: v1\nkind: Service\n";

        private Main() {}

        interface Reading {
            void read(String text) throws UnreadableReport;
        }

        public static void main(String[] arguments) {
            Reading manifest = text -> ManifestReader.read("helm template", text);
            attempt("scalars", manifest, full(OBJECT + "x:\n", "- a\n", ""));
            attempt("flow", manifest, full(OBJECT + "x: [", "{},", "]"));
            attempt("keys", manifest, full(OBJECT + "x:\n  a: 1\n", " ? a\n", ""));
            attempt("many scalars", manifest, OBJECT + "x:\n" + "- a\n".repeat(500_000));
            attempt("as many scalars as there may be", manifest, OBJECT + "x:\n" + "- a\n".repeat(99_000));
            attempt("one text", manifest, full(OBJECT + "x: ", "aaaaaaaa", "\n"));
            attempt("one number", manifest, full(OBJECT + "x: !!int ", "99999999", "\n"));
            attempt("the longest text", manifest, OBJECT + "x: " + "a".repeat(2_000_000));
            attempt("comments", manifest, full(OBJECT, "# aaaaaaaaa\n", ""));
            attempt("documents", manifest, full("", "---\na: b\n", ""));
            attempt("separators", manifest, full("", "---\n", ""));
            attempt("blank lines", manifest, full(OBJECT, "\n", ""));
            attempt("secrets", manifest, full("", "---\napiVersion: v1\nkind: Secret\ndata: {a: b}\n", ""));
            attempt("history", HelmHistory::read, full("[", "{},", "{}]"));
            attempt("render", PrintedRelease::read, full("{\"chart\":[", "[],", "[]]}"));
            attempt("render with a long text", PrintedRelease::read, full("{\"manifest\":\"", "aaaaaaaa", "\"}"));
            attempt("image", text -> ToolJson.revision(text, "sha256:1"), full("[", "[],", "[]]"));
        }

        private static void attempt(String name, Reading reading, String text) {
            try {
                reading.read(text);
                System.out.println(name + ": read");
            } catch (UnreadableReport e) {
                System.out.println(name + ": " + e.code());
            }
        }
    }

    @Test
    public void theLongestAnswersFitASmallHeap() throws Exception {
        SmallHeap.Outcome outcome = SmallHeap.run(64, Main.class);
        assertThat(outcome.output().lines())
                .as(outcome.output())
                .containsExactly(
                        "scalars: MANIFEST_TOO_LARGE",
                        "flow: MANIFEST_TOO_LARGE",
                        "keys: MANIFEST_TOO_LARGE",
                        "many scalars: MANIFEST_TOO_LARGE",
                        "as many scalars as there may be: read",
                        "one text: MANIFEST_TOO_LARGE",
                        "one number: MANIFEST_TOO_LARGE",
                        "the longest text: read",
                        "comments: MANIFEST_TOO_LARGE",
                        "documents: MANIFEST_TOO_LARGE",
                        "separators: MANIFEST_TOO_LARGE",
                        "blank lines: MANIFEST_TOO_LARGE",
                        "secrets: MANIFEST_TOO_LARGE",
                        "history: HISTORY_MALFORMED",
                        "render: RENDER_MALFORMED",
                        "render with a long text: REPORT_MALFORMED",
                        "image: read");
        assertThat(outcome.exitCode()).isZero();
    }
}
