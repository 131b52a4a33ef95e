package io.jenkins.plugins.mldeploy.cli;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

/** The command {@code mldeploy}. */
@Command(
        name = "mldeploy",
        mixinStandardHelpOptions = true,
        versionProvider = MlDeploy.Version.class,
        description =
                "Runs a Jenkinsfile with the ML deployment steps on this machine, and answers questions about its evidence.",
        footer = {"", "Exit codes: 0 SUCCESS, 1 FAILURE, 2 wrong use, 3 UNSTABLE, 4 ABORTED."},
        subcommands = {
            RunCommand.class,
            ResumeCommand.class,
            LintCommand.class,
            AnswerCommand.Approve.class,
            AnswerCommand.Reject.class,
            AnswerCommand.Bypass.class,
            DashboardCommand.class,
            EvidenceCommand.class,
            PolicyCommand.class,
            AdoptCommand.class,
            WatchCommand.class,
            StepsCommand.class,
            ClusterCommand.class,
            GuideCommand.class,
            DoctorCommand.class,
        })
public final class MlDeploy {
    static final int WRONG_USE = 2;

    private MlDeploy() {}

    public static void main(String[] arguments) {
        // Reports and names are UTF-8 whatever the terminal's locale says.
        System.setOut(new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.err), true, StandardCharsets.UTF_8));
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return commandLine(Surroundings.ofThisProcess());
    }

    static CommandLine commandLine(Surroundings around) {
        CommandLine commandLine = new CommandLine(new MlDeploy(), new Commands(around));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler(MlDeploy::explain);
        return commandLine;
    }

    /** A message says everything that a user can use; the stack trace is for us, and only on request. */
    private static int explain(Exception thrown, CommandLine command, ParseResult result) {
        Exception e = thrown instanceof UncheckedIOException reading ? reading.getCause() : thrown;
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        command.getErr().println(command.getColorScheme().errorText("mldeploy: " + message));
        if (System.getenv("MLDEPLOY_DEBUG") != null
                || (e instanceof RuntimeException && !(e instanceof IllegalArgumentException))) {
            e.printStackTrace(command.getErr());
        }
        return e instanceof IllegalArgumentException ? WRONG_USE : 1;
    }

    /** Makes the commands that look at their surroundings with them, all else as picocli does. */
    private record Commands(Surroundings around) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                if (List.of(constructor.getParameterTypes()).equals(List.of(Surroundings.class))) {
                    return type.cast(constructor.newInstance(around));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = MlDeploy.class.getPackage().getImplementationVersion();
            return new String[] {"mldeploy " + (version == null ? "(development)" : version)};
        }
    }
}
