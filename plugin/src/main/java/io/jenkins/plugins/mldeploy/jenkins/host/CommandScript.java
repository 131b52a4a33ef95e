package io.jenkins.plugins.mldeploy.jenkins.host;

import io.jenkins.plugins.mldeploy.step.Command;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The shell script that runs one {@link Command}. Every word is single-quoted, so that the shell reads none of it. Standard error goes to the log and into a file;
 * standard output goes where the command says. What the program leaves running in the background does not keep the script from ending.
 */
final class CommandScript {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** By this variable the processes of one command are found again, also in a container, and no others. */
    static final String COOKIE = "JENKINS_SERVER_COOKIE";

    private CommandScript() {}

    /**
     * @param folder of this command alone, absolute, made before
     * @param outputFile absolute, for {@link Command.Output#FILE}, else null
     * @param cookie value of {@link #COOKIE} for everything that the command starts
     * @param scrubbed true when no variable of the agent may turn helm or kubectl elsewhere
     * @param secrets names of files in the folder that go as soon as the program ended, whether or not the controller ever comes back
     */
    static String of(
            Command command,
            String folder,
            String outputFile,
            String cookie,
            boolean scrubbed,
            Collection<String> secrets) {
        Map<String, String> variables = new TreeMap<>(command.environment());
        variables.put(COOKIE, cookie);
        List<String> lines = new ArrayList<>(List.of("#!/bin/sh", "d=" + quoted(folder)));
        if (!secrets.isEmpty()) {
            String files = String.join(
                    " ",
                    secrets.stream()
                            .sorted()
                            .map(name -> "\"$d\"/" + quoted(name))
                            .toList());
            // A shell that a signal ends runs no trap of its end.
            lines.add("gone() { rm -f " + files + "; }");
            lines.add("trap gone EXIT");
            lines.add("trap 'gone; exit 143' HUP INT TERM");
        }
        if (scrubbed) {
            // A name that does not exist keeps unset from being called without any.
            lines.add(
                    "unset mldeploy_none $(env | sed -n 's/^\\(HELM_[A-Za-z0-9_]*\\)=.*/\\1/p; s/^\\(KUBE[A-Za-z0-9_]*\\)=.*/\\1/p')");
        }
        variables.forEach((name, value) -> {
            if (!VARIABLE.matcher(name).matches()) {
                throw new IllegalArgumentException("not a name of an environment variable: '" + name + "'");
            }
            lines.add("export " + name + "=" + quoted(value));
        });
        String program = quoted(command.argv().get(0));
        lines.add("if ! command -v " + program + " >/dev/null 2>&1; then : >\"$d/absent\"; exit 127; fi");
        String words = String.join(
                        " ", command.argv().stream().map(CommandScript::quoted).toList())
                + " </dev/null" + target(command, outputFile);
        if (command.quiet()) {
            lines.add(words + " 2>\"$d/stderr\"");
            lines.add("c=$?");
        } else {
            lines.addAll(
                    List.of(
                            "mkfifo \"$d/pipe\" || exit 126",
                            // The log is what this script prints; the pipe's reader copies standard error there.
                            "tee \"$d/stderr\" <\"$d/pipe\" &",
                            "t=$!",
                            words + " 2>\"$d/pipe\"",
                            "c=$?",
                            // A process left in the background may hold the pipe for ever: the copy gets three seconds
                            // to end.
                            "i=0",
                            "while kill -0 $t 2>/dev/null && [ $i -lt 30 ]; do sleep 0.1 2>/dev/null || sleep 1; i=$((i+1)); done"));
        }
        lines.add("exit $c");
        return String.join("\n", lines) + "\n";
    }

    private static String target(Command command, String outputFile) {
        return switch (command.stdout()) {
            case LOG -> "";
            case CAPTURE -> " >\"$d/stdout\"";
            case FILE -> " >" + quoted(outputFile);
        };
    }

    /** As one word of the shell, read as it stands. */
    static String quoted(String word) {
        if (word.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a word of a command holds a NUL character");
        }
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
