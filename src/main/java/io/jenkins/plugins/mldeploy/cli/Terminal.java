package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.pipeline.RunResult;
import java.io.PrintStream;
import picocli.CommandLine.Help.Ansi;

/** Lines for people: whole ones, from many threads, coloured only on a terminal. */
final class Terminal {
    private final PrintStream out;

    Terminal(PrintStream out) {
        this.out = out;
    }

    void line(String text) {
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }

    void heading(String text) {
        line(paint("bold", "── " + text + " " + "─".repeat(Math.max(2, 72 - text.length()))));
    }

    void warning(String text) {
        line(paint("yellow", "warning: " + text));
    }

    void error(String text) {
        line(paint("red,bold", text));
    }

    static String paint(RunResult result, String text) {
        return switch (result) {
            case SUCCESS -> paint("green", text);
            case UNSTABLE -> paint("yellow", text);
            case FAILURE -> paint("red,bold", text);
            case NOT_BUILT, ABORTED -> paint("faint", text);
        };
    }

    static String paint(String style, String text) {
        // Text of a report must not be read as markup, so the markup is put around it by hand.
        Ansi ansi = Ansi.AUTO;
        if (!ansi.enabled() || System.getenv("NO_COLOR") != null) {
            return text;
        }
        // "Bold off" (21) underlines on some terminals; a reset is understood by all.
        return Ansi.Style.on(Ansi.Style.parse(style)) + text + "\u001B[0m";
    }
}
