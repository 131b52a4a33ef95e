package io.jenkins.plugins.mldeploy.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What surrounds a step while it runs: where it is, what it may say, and how it is stopped and continued. */
public interface StepContext {

    /** Unique in the run, and the same after a resume: digits only. */
    String stepId();

    /** The environment that a program started here sees: the process', the run's, and every enclosing block's. */
    Map<String, String> environment();

    /** The current directory: the workspace, or that of the enclosing {@code dir}. */
    Path directory();

    /** The directory that holds the Jenkinsfile's project. */
    Path workspace();

    /** Where the run keeps its files. */
    Path runDirectory();

    /** The enclosing stage's name, or empty text. */
    String stage();

    /** Job name, run number and so on, as {@code env} has them. */
    RunConfig run();

    /** Prints a line with the branch's prefix; secrets of enclosing blocks are masked. */
    void log(String line);

    /** Replaces every secret that is bound in this run by {@code ****}. */
    String mask(String text);

    /**
     * Starts a program in {@link #directory()}, which is killed with all its descendants when the step is stopped.
     *
     * @param lines receives its output, line by line; see {@link ProcessLauncher}
     */
    ProcessLauncher.Running launch(ProcessLauncher.Command command) throws IOException;

    /** The text last given to {@link #saveState(String)}, also by an earlier process. */
    Optional<String> savedState();

    /** Keeps the step's progress; on disk before this returns. Secrets in it are masked. */
    void saveState(String json);

    /** True in the first call after a resume. */
    boolean resumed();

    /** May be called from any thread, any number of times; valid until the step ends. */
    Runnable waker();

    /** Runs when the step is stopped while it runs; at once when that has happened already. */
    void onCancel(Runnable action);

    /** The step knows that it is stopped, and tidies up: from now on its thread is not interrupted, which would close the files that it writes. */
    void tidiesUp();

    /** Marks the enclosing stage and the run; never makes either better. */
    void worsen(RunResult result);
}
