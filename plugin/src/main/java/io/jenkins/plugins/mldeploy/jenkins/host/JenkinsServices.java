package io.jenkins.plugins.mldeploy.jenkins.host;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.FilePath;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Commit;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.host.WebHooks;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** The controller's side of a step: the one journal, the configured environments, and what Jenkins itself knows about the run. */
final class JenkinsServices implements Services {
    private final Run<?, ?> run;
    private final Supplier<FilePath> directory;

    /** @param directory the step's current directory, null where it has none */
    JenkinsServices(Run<?, ?> run, Supplier<FilePath> directory) {
        this.run = run;
        this.directory = directory;
    }

    @Override
    public EvidenceStore evidence() {
        try {
            return SuiteHome.journal();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Environments environments() throws IOException {
        return EnvironmentsSource.of(run.getParent());
    }

    @Override
    public RunInfo run() {
        return RunFacts.of(run);
    }

    @Override
    public Subject sourceNow() throws IOException {
        return CheckedOut.now(run, directory.get());
    }

    @Override
    public Path home() {
        return SuiteHome.folder();
    }

    @Override
    public Clock clock() {
        return SuiteClock.get();
    }

    /** False for a job that is not there: it may have another name by now. */
    @Override
    public boolean isGone(String job, long number) {
        Job<?, ?> there = Jenkins.get().getItemByFullName(job, Job.class);
        Run<?, ?> other = there == null ? null : there.getBuildByNumber((int) number);
        return there != null && (other == null || !other.isBuilding());
    }

    @Override
    public Optional<Boolean> isAncestor(String older, String younger) {
        return CheckedOut.isAncestor(directory.get(), older, younger);
    }

    @Override
    public Optional<List<Commit>> commitsSince(String deployed) throws IOException {
        return CheckedOut.since(run, directory.get(), deployed);
    }

    /** The run's page, below which a gate has its address ({@code gates/<id>/}); null while nobody told Jenkins its own address. */
    @Override
    public String gateUrl(String gate) {
        return Jenkins.get().getRootUrl() == null ? null : run.getAbsoluteUrl() + "mldeploy/";
    }

    /** Through the proxy that the administrator gave Jenkins. */
    @Override
    public WebHooks webHooks() {
        return WebHooks.overHttp(new ConfiguredProxy());
    }

    /** By the run's own authentication, from its folders or of global scope: what withCredentials would give it. */
    @Override
    public Optional<String> secretOfRun(String id) {
        return Optional.ofNullable(CredentialsProvider.findCredentialById(id, StringCredentials.class, run))
                .map(each -> each.getSecret().getPlainText());
    }

    @Override
    public Optional<String> secret(String id) {
        return SharedSecrets.find(id);
    }
}
