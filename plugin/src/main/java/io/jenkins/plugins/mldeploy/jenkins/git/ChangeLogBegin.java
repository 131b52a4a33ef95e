package io.jenkins.plugins.mldeploy.jenkins.git;

import hudson.model.Run;
import hudson.plugins.git.Branch;
import hudson.plugins.git.GitChangeSet;
import hudson.plugins.git.Revision;
import hudson.plugins.git.util.Build;
import hudson.plugins.git.util.BuildData;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import jenkins.scm.RunWithSCM;

/**
 * Which commit the Git plugin left out of the change log of a run, with all before it: the one that its branch built last, as the run before knew it. That run may be gone by now, or may have checked out only
 * after this one; so it is believed only when nothing is missing between the two, and the log itself hangs on that commit.
 */
final class ChangeLogBegin {
    private ChangeLogBegin() {}

    /** @param checkouts of the job's own repository by a run, as the plugin recorded them */
    static Optional<String> of(Run<?, ?> run, Function<Run<?, ?>, List<BuildData>> checkouts) {
        Set<String> branches = new LinkedHashSet<>();
        checkouts.apply(run).stream()
                .map(BuildData::getLastBuiltRevision)
                .filter(Objects::nonNull)
                .map(Revision::getBranches)
                .forEach(all -> all.stream().map(Branch::getName).forEach(branches::add));
        Run<?, ?> younger = run;
        Run<?, ?> before = run.getPreviousBuild();
        while (before != null && before.getNumber() == younger.getNumber() - 1) {
            List<BuildData> known = checkouts.apply(before);
            if (!known.isEmpty()) {
                Set<String> last = new HashSet<>();
                for (BuildData data : known) {
                    branches.stream()
                            .map(data::getLastBuildOfBranch)
                            .filter(Objects::nonNull)
                            .map(Build::getRevision)
                            .filter(Objects::nonNull)
                            .map(Revision::getSha1String)
                            .forEach(last::add);
                }
                return last.size() == 1 && hangsOn(run, last.iterator().next(), overlap(before, run))
                        ? Optional.of(last.iterator().next())
                        : Optional.empty();
            }
            younger = before;
            before = before.getPreviousBuild();
        }
        return Optional.empty();
    }

    /** True when the older run was not over when the younger began, so that either may have checked out first. */
    private static boolean overlap(Run<?, ?> older, Run<?, ?> younger) {
        return older.isBuilding()
                || older.getStartTimeInMillis() + older.getDuration() > younger.getStartTimeInMillis();
    }

    /**
     * Whether some commit of the log follows this one, which is not in it. Of a merge the log names one parent only.
     *
     * @param alone true when every commit must follow it or another one of the log
     */
    private static boolean hangsOn(Run<?, ?> run, String commit, boolean alone) {
        Set<String> logged = new HashSet<>();
        Set<String> parents = new HashSet<>();
        if (run instanceof RunWithSCM<?, ?> changed) {
            changed.getChangeSets()
                    .forEach(log -> log.forEach(entry -> {
                        if (entry instanceof GitChangeSet change) {
                            logged.add(change.getId());
                            parents.add(change.getParentCommit());
                        }
                    }));
        }
        parents.removeAll(logged);
        return parents.contains(commit) && (!alone || parents.size() == 1);
    }
}
