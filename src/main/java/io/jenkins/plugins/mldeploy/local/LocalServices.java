package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Commit;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The controller's side on a laptop: the project's own journal, and the environments file beside its Jenkinsfile. */
record LocalServices(
        ProjectHome project,
        RunIdentity identity,
        RunInfo run,
        EvidenceStore evidence,
        EnvironmentsWatch configured,
        Clock clock)
        implements Services {

    @Override
    public Environments environments() throws IOException {
        return configured.read();
    }

    @Override
    public Subject sourceNow() throws IOException {
        return identity.sources().now(project.directory());
    }

    /** The journal lets one process of a project work at a time, so any other run is at work no more, ended or interrupted. */
    @Override
    public boolean isGone(String job, long number) {
        return job.equals(project.job()) && number != run.origin().number();
    }

    @Override
    public Optional<Boolean> isAncestor(String older, String younger) {
        return SourceTree.isAncestor(project.directory(), older, younger);
    }

    @Override
    public Optional<List<Commit>> commitsSince(String deployed) throws IOException {
        return identity.sources().commitsSince(project.directory(), deployed);
    }

    /** On a laptop all credentials are those of its owner. */
    @Override
    public Optional<String> secretOfRun(String id) {
        return secret(id);
    }

    @Override
    public Optional<String> secret(String id) {
        return project.secret(id);
    }

    @Override
    public Path home() {
        return project.state();
    }
}
