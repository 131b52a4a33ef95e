package io.jenkins.plugins.mldeploy.pipeline;

import io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter;
import java.util.List;

/** Parameters of steps in the words of the check before the run. */
final class Described {
    private Described() {}

    static Parameter parameter(StepSpec.Parameter parameter) {
        Parameter.Type type =
                switch (parameter.type()) {
                    case TEXT -> Parameter.Type.STRING;
                    case BOOLEAN -> Parameter.Type.BOOLEAN;
                    case INTEGER -> Parameter.Type.INTEGER;
                    case NUMBER -> Parameter.Type.NUMBER;
                    case LIST -> Parameter.Type.LIST;
                    case MAP -> Parameter.Type.MAP;
                    case ANY -> Parameter.Type.ANY;
                };
        return new Parameter(parameter.name(), type, parameter.required(), parameter.choices(), List.of());
    }

    static List<Parameter> parameters(List<io.jenkins.plugins.mldeploy.step.Parameter> described) {
        return described.stream().map(Described::parameter).toList();
    }

    private static Parameter parameter(io.jenkins.plugins.mldeploy.step.Parameter described) {
        Parameter.Type type =
                switch (described.type()) {
                    case STRING, ID, DURATION, ENUM -> Parameter.Type.STRING;
                    case BOOLEAN -> Parameter.Type.BOOLEAN;
                    case INTEGER -> Parameter.Type.INTEGER;
                    case NUMBER -> Parameter.Type.NUMBER;
                    case MAP, OBJECT -> Parameter.Type.MAP;
                    // One stands for a list of one.
                    case STRINGS, INTEGERS, OBJECTS -> Parameter.Type.ANY;
                };
        return new Parameter(
                described.name(), type, described.required(), described.values(), parameters(described.fields()));
    }
}
