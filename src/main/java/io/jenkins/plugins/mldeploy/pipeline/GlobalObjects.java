package io.jenkins.plugins.mldeploy.pipeline;

import groovy.lang.GroovyObjectSupport;
import groovy.lang.MissingPropertyException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;

/** The objects that every Jenkinsfile can name. They hold nothing: what they show is the run's. */
final class GlobalObjects {
    private GlobalObjects() {}

    /** {@code env}. */
    public static final class Env extends GroovyObjectSupport implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object getProperty(String name) {
            return Kernel.variable(name);
        }

        @Override
        public void setProperty(String name, Object value) {
            if (value == null) {
                Kernel.state().overrides.remove(name);
            } else {
                Kernel.state().overrides.put(name, value.toString());
            }
        }

        public Object getAt(String name) {
            return getProperty(name);
        }

        public void putAt(String name, Object value) {
            setProperty(name, value);
        }

        /** All variables. */
        public Map<String, String> getEnvironment() {
            return Kernel.variables();
        }
    }

    /** {@code params}. */
    public static final class Params extends GroovyObjectSupport implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object getProperty(String name) {
            return Kernel.state().parameters.get(name);
        }

        @Override
        public void setProperty(String name, Object value) {
            // What Jenkins' own map of parameters throws, with a message.
            throw new UnsupportedOperationException(
                    "params cannot be changed; use env." + name + " or a variable of your own");
        }

        @Override
        public Object invokeMethod(String name, Object args) {
            return org.codehaus.groovy.runtime.InvokerHelper.invokeMethod(
                    Collections.unmodifiableMap(Kernel.state().parameters), name, args);
        }

        public Object getAt(String name) {
            return getProperty(name);
        }

        @Override
        public String toString() {
            return Kernel.state().parameters.toString();
        }
    }

    /** {@code currentBuild}. */
    public static final class CurrentBuild extends GroovyObjectSupport implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object getProperty(String name) {
            RunState state = Kernel.state();
            RunConfig config = Kernel.program().config();
            long millis = Duration.between(state.startedAt, Instant.now()).toMillis();
            return switch (name) {
                case "result" -> state.result == null ? null : state.result.name();
                case "currentResult" -> state.currentResult().name();
                case "resultIsWorseOrEqualTo", "class" -> throw unknown(name);
                case "number" -> config.number();
                case "id" -> Integer.toString(config.number());
                case "displayName" -> state.displayName;
                case "fullDisplayName" -> config.job() + " " + state.displayName;
                case "projectName" -> config.job().substring(config.job().lastIndexOf('/') + 1);
                case "fullProjectName" -> config.job();
                case "description" -> state.description;
                case "duration" -> millis;
                case "durationString" -> Units.words(Duration.ofMillis(millis)) + " and counting";
                case "startTimeInMillis", "timeInMillis" -> state.startedAt.toEpochMilli();
                case "absoluteUrl" -> config.buildUrl();
                case "buildVariables" -> Map.of();
                case "changeSets" -> java.util.List.of();
                case "keepLog" -> false;
                case "previousBuild" ->
                    config.previous() == null
                            ? null
                            : Map.of(
                                    "number", config.number() - 1,
                                    "result", config.previous().name(),
                                    "currentResult", config.previous().name());
                default -> throw unknown(name);
            };
        }

        private static MissingPropertyException unknown(String name) {
            return new MissingPropertyException(
                    "currentBuild has no '" + name
                            + "' here; it has result, currentResult, number, displayName, description,"
                            + " duration, durationString, startTimeInMillis, projectName, previousBuild …",
                    name,
                    CurrentBuild.class);
        }

        @Override
        public void setProperty(String name, Object value) {
            RunState state = Kernel.state();
            switch (name) {
                case "result" -> {
                    if (value != null) {
                        state.worsen(RunResult.of(value));
                    }
                }
                case "displayName" -> state.displayName = String.valueOf(value);
                case "description" -> state.description = value == null ? null : value.toString();
                default ->
                    throw new IllegalArgumentException(
                            "currentBuild." + name + " cannot be set; result, displayName and description can");
            }
        }

        public boolean resultIsBetterOrEqualTo(String other) {
            return Kernel.state().currentResult().compareTo(RunResult.of(other)) <= 0;
        }

        public boolean resultIsWorseOrEqualTo(String other) {
            return Kernel.state().currentResult().compareTo(RunResult.of(other)) >= 0;
        }
    }
}
