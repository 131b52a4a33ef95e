package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.ExtensionList;
import hudson.model.Run;
import hudson.scm.ChangeLogSet;
import io.jenkins.plugins.mldeploy.host.Commit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.scm.RunWithSCM;

/**
 * What a run brings that is not deployed, by the change logs of its job's runs: each says what is new since the run before. They say it only while no run in between was
 * deleted, and each that checked out something else has one; otherwise nobody can tell, and nobody is guessed.
 */
final class ChangeLogs {
    /** Runs that are looked at; a deployment lies seldom further back. */
    private static final int RUNS = 500;
    /** As many commits as anybody reads. */
    private static final int COMMITS = 300;

    private ChangeLogs() {}

    /**
     * @param deployed in full; null when nothing is, and then only the repository knows all commits
     * @return newest first; empty when the logs do not reach back to it
     */
    static Optional<List<Commit>> since(Run<?, ?> run, String deployed) {
        DeploymentAsked asked = run.getCause(DeploymentAsked.class);
        if (asked != null) {
            // It builds what an earlier run built, and has no log of its own.
            return asked.repeats() && asked.run() != null ? since(asked.run(), deployed) : Optional.empty();
        }
        List<Commit> commits = new ArrayList<>();
        String younger = null;
        boolean told = false;
        Run<?, ?> at = run;
        for (int looked = 0; looked < RUNS; looked++) {
            if (at.getCause(DeploymentAsked.class) != null) {
                // It went back to an older commit, or built one again: the logs go on as if it had not been there.
                Run<?, ?> beside = at.getPreviousBuild();
                if (beside == null || beside.getNumber() != at.getNumber() - 1) {
                    return Optional.empty();
                }
                at = beside;
                continue;
            }
            String built = CheckedOut.commit(at).map(Checkout.Commit::hash).orElse(null);
            if (built != null && younger != null && !built.equals(younger) && !told) {
                // Something was built in between, and no log says what.
                return Optional.empty();
            }
            if (built != null && built.equals(deployed)) {
                return Optional.of(List.copyOf(commits.subList(0, Math.min(COMMITS, commits.size()))));
            }
            List<Commit> here = of(at);
            told = built == null ? told || !here.isEmpty() : !here.isEmpty();
            younger = built == null ? younger : built;
            commits.addAll(here);
            Run<?, ?> before = at.getPreviousBuild();
            if (before == null || before.getNumber() != at.getNumber() - 1) {
                return Optional.empty();
            }
            at = before;
        }
        return Optional.empty();
    }

    private static List<Commit> of(Run<?, ?> run) {
        List<Commit> commits = new ArrayList<>();
        if (run instanceof RunWithSCM<?, ?> changed) {
            for (ChangeLogSet<? extends ChangeLogSet.Entry> log : changed.getChangeSets()) {
                for (ChangeLogSet.Entry entry : log) {
                    commits.add(ExtensionList.lookup(Checkout.class).stream()
                            .flatMap(scm -> scm.read(entry).stream())
                            .findFirst()
                            .orElseGet(() -> read(entry)));
                }
            }
        }
        return commits;
    }

    private static Commit read(ChangeLogSet.Entry entry) {
        String message = entry.getMsg() == null ? "" : entry.getMsg();
        return new Commit(
                entry.getCommitId() == null ? "" : entry.getCommitId(),
                entry.getAuthor().getId(),
                entry.getAuthor().getFullName(),
                null,
                Instant.ofEpochMilli(Math.max(0, entry.getTimestamp())),
                message.lines().findFirst().orElse(""));
    }
}
