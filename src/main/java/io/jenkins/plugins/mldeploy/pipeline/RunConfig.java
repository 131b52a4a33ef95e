package io.jenkins.plugins.mldeploy.pipeline;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a run is started with.
 *
 * @param job name of the job, as {@code JOB_NAME} has it
 * @param number of the run, as {@code BUILD_NUMBER} has it
 * @param workspace the directory of the project; commands run there
 * @param runDirectory where the run keeps its files; made when missing
 * @param jenkinsfile the source; not used on resume, which takes the one stored with the run
 * @param parameters what the user chose, by name; checked against the Jenkinsfile's
 * @param environment the process' environment
 * @param commit what {@code GIT_COMMIT} is; null: not a Git checkout
 * @param branch what {@code BRANCH_NAME} is; null: unknown
 * @param buildUrl what {@code BUILD_URL} is
 * @param previous result of the run before, or null
 * @param unattended nobody can answer: an {@code input} fails at once
 * @param clock of what is waited for
 * @param grace how long a killed process gets between TERM and KILL
 * @param steps steps beside the basic ones
 */
public record RunConfig(
        String job,
        int number,
        Path workspace,
        Path runDirectory,
        String jenkinsfile,
        Map<String, String> parameters,
        Map<String, String> environment,
        String commit,
        String branch,
        String buildUrl,
        RunResult previous,
        boolean unattended,
        Clock clock,
        Duration grace,
        List<StepSource> steps,
        CredentialStore credentials,
        ProcessLauncher processes,
        Output output,
        RunListener listener) {

    public RunConfig {
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(workspace, "workspace");
        Objects.requireNonNull(runDirectory, "runDirectory");
        Objects.requireNonNull(processes, "processes");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(listener, "listener");
        workspace = workspace.toAbsolutePath().normalize();
        runDirectory = runDirectory.toAbsolutePath().normalize();
        parameters = Map.copyOf(parameters);
        environment = Map.copyOf(environment);
        steps = List.copyOf(steps);
    }

    /** A configuration with the defaults of a laptop. */
    public static Builder builder(String job, int number, Path workspace, Path runDirectory) {
        return new Builder(job, number, workspace, runDirectory);
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private final String job;
        private final int number;
        private final Path workspace;
        private final Path runDirectory;
        private String jenkinsfile;
        private Map<String, String> parameters = Map.of();
        private Map<String, String> environment = System.getenv();
        private String commit;
        private String branch;
        private String buildUrl = "";
        private RunResult previous;
        private boolean unattended;
        private Clock clock = Clock.systemUTC();
        private Duration grace = Duration.ofSeconds(5);
        private List<StepSource> steps = List.of();
        private CredentialStore credentials = CredentialStore.empty();
        private ProcessLauncher processes;
        private Output output = (prefix, line) -> {};
        private RunListener listener = new RunListener() {};

        private Builder(String job, int number, Path workspace, Path runDirectory) {
            this.job = job;
            this.number = number;
            this.workspace = workspace;
            this.runDirectory = runDirectory;
        }

        public Builder jenkinsfile(String source) {
            jenkinsfile = source;
            return this;
        }

        public Builder parameters(Map<String, String> chosen) {
            parameters = chosen;
            return this;
        }

        public Builder environment(Map<String, String> variables) {
            environment = variables;
            return this;
        }

        public Builder revision(String gitCommit, String gitBranch) {
            commit = gitCommit;
            branch = gitBranch;
            return this;
        }

        public Builder buildUrl(String url) {
            buildUrl = url;
            return this;
        }

        public Builder previous(RunResult result) {
            previous = result;
            return this;
        }

        public Builder unattended(boolean nobodyThere) {
            unattended = nobodyThere;
            return this;
        }

        public Builder clock(Clock ofTheHost) {
            clock = ofTheHost;
            return this;
        }

        public Builder grace(Duration betweenTermAndKill) {
            grace = betweenTermAndKill;
            return this;
        }

        public Builder steps(List<StepSource> more) {
            steps = more;
            return this;
        }

        public Builder credentials(CredentialStore store) {
            credentials = store;
            return this;
        }

        public Builder processes(ProcessLauncher launcher) {
            processes = launcher;
            return this;
        }

        public Builder output(Output log) {
            output = log;
            return this;
        }

        public Builder listener(RunListener told) {
            listener = told;
            return this;
        }

        public RunConfig build() {
            return new RunConfig(
                    job,
                    number,
                    workspace,
                    runDirectory,
                    jenkinsfile,
                    parameters,
                    environment,
                    commit,
                    branch,
                    buildUrl,
                    previous,
                    unattended,
                    clock,
                    grace,
                    steps,
                    credentials,
                    processes,
                    output,
                    listener);
        }
    }
}
