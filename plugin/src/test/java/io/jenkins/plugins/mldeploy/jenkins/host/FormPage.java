package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.Extension;
import hudson.model.InvisibleAction;
import hudson.model.RootAction;
import hudson.util.HttpResponses;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** A page of a test that shows the form of one step, as the snippet generator does, and takes what is submitted. */
@Extension
public final class FormPage extends InvisibleAction implements RootAction {
    private static volatile SuiteStep shown;
    private static volatile SuiteStep submitted;

    static void show(SuiteStep step) {
        shown = step;
        submitted = null;
    }

    static SuiteStep submitted() {
        return submitted;
    }

    @Override
    public String getUrlName() {
        return "form-of-a-step";
    }

    public SuiteStep getStep() {
        return shown;
    }

    @RequirePOST
    public HttpResponse doSubmit(StaplerRequest2 request) throws Exception {
        SuiteStepDescriptor descriptor = (SuiteStepDescriptor) shown.getDescriptor();
        submitted = (SuiteStep) descriptor.newInstance(request, request.getSubmittedForm());
        return HttpResponses.ok();
    }
}
