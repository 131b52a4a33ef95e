package io.jenkins.plugins.mldeploy.jenkins.policy;

import hudson.util.FormValidation;
import io.jenkins.plugins.mldeploy.policy.WrongConfiguration;
import java.io.IOException;
import java.util.List;

/** Shows what the engine says about a text under the field that holds it, each mistake with line and column. */
final class YamlCheck {
    /** Reads a text; what comes of it is of no interest here. */
    interface Reading {
        Object read() throws IOException;
    }

    private YamlCheck() {}

    static FormValidation of(Reading reading) {
        try {
            reading.read();
            return FormValidation.ok(Messages.YamlCheck_good());
        } catch (WrongConfiguration e) {
            return FormValidation.aggregate(problems(e.problems()));
        } catch (IOException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    private static List<FormValidation> problems(List<String> problems) {
        // Escaped by FormValidation: what the text says is shown as text.
        return problems.stream().map(FormValidation::error).toList();
    }
}
