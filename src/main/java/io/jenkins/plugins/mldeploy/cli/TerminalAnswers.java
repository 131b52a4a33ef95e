package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.local.PracticeIdentity;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import io.jenkins.plugins.mldeploy.pipeline.InputAnswer;
import io.jenkins.plugins.mldeploy.pipeline.RunListener.WaitingStep;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Answers that are typed into the run's own terminal: {@code approve GATE NAME[:GROUP] [REASON]} and {@code reject …} for gates, {@code proceed ID} and {@code abort ID} for {@code
 * input}. Says once what can be typed, when something begins to wait.
 */
final class TerminalAnswers {
    private final ProjectHome project;
    private final Terminal terminal;
    private final Clock clock;
    private boolean listening;
    private List<WaitingStep> waiting = List.of();

    TerminalAnswers(ProjectHome project, Terminal terminal, Clock clock) {
        this.project = project;
        this.terminal = terminal;
        this.clock = clock;
    }

    /** What waits now. */
    synchronized void waiting(List<WaitingStep> steps) {
        List<WaitingStep> known = waiting;
        waiting = List.copyOf(steps);
        steps.stream().filter(step -> !known.contains(step)).forEach(this::invite);
    }

    private void invite(WaitingStep step) {
        if (step.call().step().equals("input")) {
            String id = inputId(step);
            terminal.line("input '" + id + "' waits; type: proceed " + id + ", or: abort " + id);
        } else if (listening && step.waiting().what().startsWith("gate/")) {
            String gate = step.waiting().what().substring("gate/".length());
            terminal.line("or type here: approve " + gate + " NAME[:GROUP] [REASON], reject " + gate
                    + " NAME[:GROUP] REASON");
        }
    }

    /** The engine says {@code input 'ID': message}; the id may come from the argument or from the message. */
    private static String inputId(WaitingStep step) {
        return step.waiting().what().replaceFirst("(?s)^input '([^']*)'.*", "$1");
    }

    /** Reads lines until the end of the input, on a thread that keeps no process alive. */
    void listen(InputStream in, BiConsumer<String, InputAnswer> inputs) {
        synchronized (this) {
            listening = true;
        }
        Thread thread = new Thread(() -> read(in, inputs), "mldeploy-terminal");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(InputStream in, BiConsumer<String, InputAnswer> inputs) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    terminal.line(answer(line.strip(), inputs));
                }
            }
        } catch (IOException closed) {
            // Nobody can type any more; the gate can still be answered elsewhere.
        }
    }

    /** What came of one line. */
    String answer(String line, BiConsumer<String, InputAnswer> inputs) throws IOException {
        String[] words = line.split("\\s+", 4);
        switch (words[0]) {
            case "proceed", "abort" -> {
                if (words.length != 2) {
                    return words[0] + " what? Type: " + words[0] + " ID";
                }
                inputs.accept(
                        words[1],
                        new InputAnswer(words[0].equals("proceed"), System.getProperty("user.name"), Map.of()));
                return words[0] + " " + words[1];
            }
            case "approve", "reject" -> {
                if (words.length < 3) {
                    return "Type: " + words[0] + " GATE NAME[:GROUP] [REASON]";
                }
                try {
                    return new Gates(project.state(), clock)
                            .vote(
                                    words[1],
                                    PracticeIdentity.parse(words[2]).voter("terminal"),
                                    words[0].equals("approve"),
                                    words.length == 4 ? words[3] : null,
                                    project.environments())
                            .text();
                } catch (IllegalArgumentException e) {
                    return e.getMessage();
                }
            }
            default -> {
                return "'" + words[0] + "' is not understood; type approve, reject, proceed or abort";
            }
        }
    }
}
