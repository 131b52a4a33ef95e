package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.evidence.AnotherWriter;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.pipeline.StepSource;
import io.jenkins.plugins.mldeploy.pipeline.StepSpec;
import io.jenkins.plugins.mldeploy.policy.WrongConfiguration;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** What one run on this machine uses: the project's journal, open for writing, and the suite's steps driven against it. */
public final class LocalHost implements Closeable, StepSource {
    private static final int ATTEMPTS = 10;
    private static final long BETWEEN_ATTEMPTS = 100;

    private final ProjectHome project;
    private final RunIdentity identity;
    private final JournalFileStore journal;
    private final Services services;
    private final Topics topics;
    private final StepReports reports;
    private final String headAtStart;

    private LocalHost(
            ProjectHome project,
            int number,
            RunIdentity identity,
            JournalFileStore journal,
            StepReports reports,
            Clock clock) {
        this.project = project;
        this.identity = identity;
        this.journal = journal;
        this.headAtStart = journal.head();
        RunInfo run = identity.info(project, number);
        EnvironmentsWatch configured = EnvironmentsWatch.of(project, journal, run.origin(), clock);
        this.services = new LocalServices(project, identity, run, journal, configured, clock);
        this.topics = new Topics(new Gates(project.state(), clock)::version);
        this.reports = reports;
    }

    /**
     * For a new run.
     *
     * @param warnings told when the journal had to be repaired
     * @param clock of everything that is judged by time
     * @throws IOException when another run of this project writes to its journal
     */
    public static LocalHost start(
            ProjectHome project, int number, StepReports reports, Consumer<String> warnings, Clock clock)
            throws IOException {
        RunIdentity identity = RunIdentity.now(project.directory(), clock.instant());
        identity.write(project.runDirectory(number));
        return open(project, number, identity, reports, warnings, clock);
    }

    /** For a run that goes on: it is still about the sources and the requester that it started with. */
    public static LocalHost resume(
            ProjectHome project, int number, StepReports reports, Consumer<String> warnings, Clock clock)
            throws IOException {
        Path runDirectory = project.runDirectory(number);
        RunIdentity identity = RunIdentity.read(runDirectory);
        return open(project, number, identity, reports, warnings, clock);
    }

    private static LocalHost open(
            ProjectHome project,
            int number,
            RunIdentity identity,
            StepReports reports,
            Consumer<String> warnings,
            Clock clock)
            throws IOException {
        LocalHost host = new LocalHost(project, number, identity, openJournal(project, warnings), reports, clock);
        try {
            // The journal has one writer, so no other run is at work.
            NamedKubeconfig.sweep(project.state().resolve("runs"));
            host.services.environments();
        } catch (WrongConfiguration e) {
            // Whichever step asks for them says so; one that doesn't ask needs none.
            warnings.accept("environments: " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            host.close();
            throw e;
        }
        return host;
    }

    /** A dashboard that just records a changed rule lets go of the journal in a moment. */
    private static JournalFileStore openJournal(ProjectHome project, Consumer<String> warnings) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return JournalFileStore.open(project.journal(), warnings);
            } catch (AnotherWriter e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
            try {
                Thread.sleep(BETWEEN_ATTEMPTS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("stopped while another process writes to the journal");
            }
        }
    }

    public String commit() {
        return identity.sources().commit();
    }

    public String branch() {
        return identity.sources().branch();
    }

    /** One line for the log: what evidence of this run is about. */
    public String subject() {
        return identity.sources().subject().abbreviated()
                + (identity.sources().subject().value().startsWith("tree:")
                        ? " (the directory as it is; it is not as committed)"
                        : identity.sources().branch() == null
                                ? ""
                                : " on " + identity.sources().branch());
    }

    /** Whether the journal got a record since it was opened for this run. */
    public boolean hasRecorded() {
        return !headAtStart.equals(journal.head());
    }

    /** Hash of the newest record, to be kept outside of the journal: in the run's log. */
    public String journalHead() {
        return journal.head();
    }

    @Override
    public List<StepSpec> steps() {
        return SuiteSteps.specs(this::driver);
    }

    private <S> StepDriver<S> driver(StepMachine<S> machine) {
        return new StepDriver<>(machine, services, topics, reports, project.credentials());
    }

    @Override
    public void close() throws IOException {
        topics.close();
        journal.close();
    }
}
