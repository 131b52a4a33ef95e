package io.jenkins.plugins.mldeploy.jenkins.host;

import jenkins.model.CauseOfInterruption;

/** Why a step of the suite ended its run: a gate that was rejected, timed out, or superseded. */
public final class StepEnded extends CauseOfInterruption {
    private static final long serialVersionUID = 1L;

    private final String text;

    public StepEnded(String text) {
        this.text = text;
    }

    @Override
    public String getShortDescription() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StepEnded ended && ended.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
