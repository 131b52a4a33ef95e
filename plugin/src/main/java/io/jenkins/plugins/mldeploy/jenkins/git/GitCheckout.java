package io.jenkins.plugins.mldeploy.jenkins.git;

import hudson.FilePath;
import hudson.model.Run;
import hudson.plugins.git.Branch;
import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitChangeSet;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.Revision;
import hudson.plugins.git.UserRemoteConfig;
import hudson.plugins.git.util.BuildData;
import hudson.scm.ChangeLogSet;
import hudson.scm.SCM;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.jenkins.host.Checkout;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jenkins.plugins.git.AbstractGitSCMSource;
import jenkins.scm.api.SCMRevisionAction;
import jenkins.scm.api.SCMSource;
import org.eclipse.jgit.lib.ObjectId;
import org.jenkinsci.plugins.variant.OptionalExtension;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;

/**
 * A checkout by the Git plugin. Libraries leave the same kind of action on a run as the job's own sources do, so only a repository counts that the job itself names;
 * where the job names none (its Jenkinsfile is typed into its configuration), the only one that was checked out.
 */
@OptionalExtension(requirePlugins = "git")
public final class GitCheckout implements Checkout {
    @Override
    public Optional<Commit> of(Run<?, ?> run) {
        SCMSource source = SCMSource.SourceByItem.findSource(run.getParent());
        String branch = source == null ? null : branchOfHead(run, source);
        List<BuildData> candidates = ownCheckouts(run, source);
        Set<String> commits = candidates.stream()
                .map(BuildData::getLastBuiltRevision)
                .filter(java.util.Objects::nonNull)
                .map(Revision::getSha1String)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (commits.size() == 1) {
            String commit = commits.iterator().next();
            return Optional.of(new Commit(commit, branch == null ? branchOf(candidates) : branch));
        }
        return commits.isEmpty() && source != null ? ofRevision(run, source, branch) : Optional.empty();
    }

    /** What the Git plugin recorded about the job's own repository. */
    private static List<BuildData> ownCheckouts(Run<?, ?> run, SCMSource source) {
        Set<String> own = ownRemotes(run, source);
        return run.getActions(BuildData.class).stream()
                .filter(data ->
                        own.isEmpty() || data.getRemoteUrls().stream().anyMatch(url -> own.contains(plain(url))))
                .toList();
    }

    @Override
    public Optional<String> changeLogBegins(Run<?, ?> run) {
        return ChangeLogBegin.of(run, each -> ownCheckouts(each, SCMSource.SourceByItem.findSource(each.getParent())));
    }

    /** A multibranch run whose Jenkinsfile was read without a checkout, and which has not checked out yet. */
    private static Optional<Commit> ofRevision(Run<?, ?> run, SCMSource source, String branch) {
        return SCMRevisionAction.getRevision(source, run) instanceof AbstractGitSCMSource.SCMRevisionImpl revision
                ? Optional.of(new Commit(revision.getHash(), branch))
                : Optional.empty();
    }

    private static String branchOfHead(Run<?, ?> run, SCMSource source) {
        jenkins.scm.api.SCMRevision revision = SCMRevisionAction.getRevision(source, run);
        return revision == null ? null : revision.getHead().getName();
    }

    private static Set<String> ownRemotes(Run<?, ?> run, SCMSource source) {
        Set<String> remotes = new LinkedHashSet<>();
        if (source instanceof AbstractGitSCMSource git) {
            remotes.add(plain(git.getRemote()));
        } else if (run.getParent() instanceof WorkflowJob job
                && job.getDefinition() instanceof CpsScmFlowDefinition definition) {
            add(remotes, definition.getScm());
        }
        return remotes;
    }

    private static void add(Set<String> remotes, SCM scm) {
        if (scm instanceof GitSCM git) {
            git.getUserRemoteConfigs().stream()
                    .map(UserRemoteConfig::getUrl)
                    .filter(java.util.Objects::nonNull)
                    .forEach(url -> remotes.add(plain(url)));
        }
    }

    private static String plain(String url) {
        return url.strip().replaceAll("/+$", "").replaceAll("\\.git$", "");
    }

    /** The branch that was asked for, when just one is known. */
    private static String branchOf(List<BuildData> checkouts) {
        Set<String> names = checkouts.stream()
                .map(BuildData::getLastBuiltRevision)
                .filter(java.util.Objects::nonNull)
                .flatMap(revision -> revision.getBranches().stream())
                .map(Branch::getName)
                .filter(name -> name != null && !name.equals("detached"))
                .map(name ->
                        name.replaceFirst("^refs/(remotes/[^/]+|heads)/", "").replaceFirst("^(remotes/)?origin/", ""))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return names.size() == 1 ? names.iterator().next() : null;
    }

    @Override
    public Optional<Subject> now(FilePath directory) throws IOException, InterruptedException {
        String subject = directory.act(new WorkingTree());
        return Optional.ofNullable(subject).map(Subject::new);
    }

    @Override
    public Optional<Boolean> isAncestor(FilePath directory, String older, String younger)
            throws IOException, InterruptedException {
        Ancestry.Answer answer = directory.act(new Ancestry(older, younger));
        return answer == Ancestry.Answer.UNKNOWN ? Optional.empty() : Optional.of(answer == Ancestry.Answer.YES);
    }

    @Override
    public Optional<List<io.jenkins.plugins.mldeploy.host.Commit>> between(
            FilePath directory, String deployed, String built) throws IOException, InterruptedException {
        return Optional.ofNullable(directory.act(new History(deployed, built)));
    }

    @Override
    public Optional<io.jenkins.plugins.mldeploy.host.Commit> read(ChangeLogSet.Entry entry) {
        return entry instanceof GitChangeSet change
                ? Optional.of(new io.jenkins.plugins.mldeploy.host.Commit(
                        change.getId(),
                        change.getAuthor().getId(),
                        change.getAuthorName(),
                        change.getAuthorEmail(),
                        Instant.ofEpochMilli(Math.max(0, change.getTimestamp())),
                        change.getMsg() == null
                                ? ""
                                : change.getMsg().lines().findFirst().orElse("")))
                : Optional.empty();
    }

    @Override
    public Optional<SCM> at(SCM sources, String commit) {
        if (!(sources instanceof GitSCM git) || !ObjectId.isId(commit)) {
            return Optional.empty();
        }
        return Optional.of(new GitSCM(
                git.getUserRemoteConfigs(),
                List.of(new BranchSpec(commit)),
                git.getBrowser(),
                git.getGitTool(),
                new ArrayList<>(git.getExtensions())));
    }
}
