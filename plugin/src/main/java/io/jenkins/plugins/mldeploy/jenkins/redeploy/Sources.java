package io.jenkins.plugins.mldeploy.jenkins.redeploy;

import hudson.ExtensionList;
import hudson.model.Job;
import hudson.model.Run;
import hudson.scm.SCM;
import io.jenkins.plugins.mldeploy.jenkins.host.Checkout;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.SCMRevisionAction;
import jenkins.scm.api.SCMSource;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;

/** The sources of a job, at the commit that a recorded deployment was made of. */
final class Sources {
    private Sources() {}

    /**
     * @param run that was asked for; a multibranch run holds the revision of the run that it repeats
     * @param commit null for the newest
     * @throws CallUnknown when they can't be checked out again
     */
    static SCM of(Run<?, ?> run, String commit) throws CallUnknown {
        Job<?, ?> job = run.getParent();
        SCMSource source = SCMSource.SourceByItem.findSource(job);
        SCMHead head = SCMHead.HeadByItem.findHead(job);
        if (source != null && head != null) {
            SCMRevision revision = SCMRevisionAction.getRevision(source, run);
            return pinned(source.build(head, revision), revision == null ? commit : null, job);
        }
        if (job instanceof WorkflowJob pipeline
                && pipeline.getDefinition() instanceof CpsScmFlowDefinition definition) {
            return pinned(definition.getScm(), commit, job);
        }
        throw new CallUnknown(
                "the Jenkinsfile of " + job.getFullName() + " does not come from source control any more");
    }

    private static SCM pinned(SCM sources, String commit, Job<?, ?> job) throws CallUnknown {
        if (commit == null) {
            return sources;
        }
        return ExtensionList.lookup(Checkout.class).stream()
                .flatMap(scm -> scm.at(sources, commit).stream())
                .findFirst()
                .orElseThrow(() -> new CallUnknown("no plugin here can check out commit " + commit + " of "
                        + job.getFullName() + "; run the job again"));
    }
}
