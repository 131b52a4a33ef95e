package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.ExtensionList;
import hudson.model.Run;
import hudson.scm.ChangeLogSet;
import io.jenkins.plugins.mldeploy.host.Commit;
import io.jenkins.plugins.mldeploy.host.Services;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.scm.RunWithSCM;

/**
 * What a run brings that is not deployed, by the change logs of its job's runs. Each says what its run's commit has and another commit has not, which the source control plugin chose; from log to log it goes back to
 * the deployed commit. Where that chain is broken (a run was deleted, another branch or an older commit was built, a checkout made no log) nobody can tell, and nobody is guessed.
 */
final class ChangeLogs {
    /** Runs that are looked at; a deployment lies seldom further back. */
    private static final int RUNS = 500;

    private ChangeLogs() {}

    /**
     * @param deployed in full; null when nothing is, and then only the repository knows all commits
     * @return newest first, at most {@link Services#COMMITS}; empty when the logs do not reach back to it
     */
    static Optional<List<Commit>> since(Run<?, ?> run, String deployed) {
        DeploymentAsked asked = run.getCause(DeploymentAsked.class);
        if (asked != null) {
            // It builds what an earlier run built, and has no log of its own.
            return asked.repeats() && asked.run() != null ? since(asked.run(), deployed) : Optional.empty();
        }
        Map<String, Commit> commits = new LinkedHashMap<>();
        String unexplained = built(run);
        Run<?, ?> at = run;
        for (int looked = 0; looked < RUNS && at != null && unexplained != null; looked++) {
            if (unexplained.equals(deployed)) {
                return Optional.of(
                        commits.values().stream().limit(Services.COMMITS).toList());
            }
            // Also an older run may have built the same commit, and its log may say where that came from.
            Optional<String> begins = unexplained.equals(built(at)) ? CheckedOut.changeLogBegins(at) : Optional.empty();
            if (begins.isPresent()) {
                of(at).forEach(commit -> commits.putIfAbsent(commit.hash(), commit));
                unexplained = begins.get();
            }
            at = at.getPreviousBuild();
        }
        return Optional.empty();
    }

    private static String built(Run<?, ?> run) {
        return CheckedOut.commit(run).map(Checkout.Commit::hash).orElse(null);
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
