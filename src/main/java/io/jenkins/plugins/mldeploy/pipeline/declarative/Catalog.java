package io.jenkins.plugins.mldeploy.pipeline.declarative;

import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type.ANY;
import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type.BOOLEAN;
import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type.INTEGER;
import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type.LIST;
import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type.MAP;
import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type.STRING;
import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.optional;
import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.required;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What each directive of Declarative Pipeline takes, as the page "Pipeline Syntax" of jenkins.io says. */
final class Catalog {

    static final Map<String, Signature> OPTIONS = options();

    /** Those of {@link #OPTIONS} that a stage may have. */
    static final Set<String> STAGE_OPTIONS =
            Set.of("ansiColor", "newContainerPerStage", "retry", "skipDefaultCheckout", "timeout", "timestamps");

    static final Map<String, Signature> BUILD_PARAMETERS = buildParameters();

    static final Map<String, Signature> TRIGGERS = Map.of(
            "cron", Signature.of(required("spec", STRING)).unnamed("spec"),
            "pollSCM",
                    Signature.of(required("scmpoll_spec", STRING), optional("ignorePostCommitHooks", BOOLEAN))
                            .unnamed("scmpoll_spec"),
            "upstream",
                    Signature.of(required("upstreamProjects", STRING), optional("threshold", ANY))
                            .unnamed("upstreamProjects"),
            "githubPush", Signature.of());

    static final Map<String, Signature> CONDITIONS = conditions();

    /** Names that make a value for an argument: in {@code properties}, {@code withCredentials}, {@code checkout}. */
    static final Set<String> SYMBOLS = symbols();

    static final Signature LOG_ROTATOR = Signature.of(
            optional("daysToKeepStr", STRING),
            optional("numToKeepStr", STRING),
            optional("artifactDaysToKeepStr", STRING),
            optional("artifactNumToKeepStr", STRING));

    static final List<Parameter> INPUT = List.of(
            required("message", STRING),
            optional("id", STRING),
            optional("ok", STRING),
            optional("submitter", STRING),
            optional("submitterParameter", STRING));

    /** The settings of each kind of agent that has a block. */
    static final Map<String, List<Parameter>> AGENTS = agents();

    private Catalog() {}

    private static Set<String> symbols() {
        Set<String> symbols = new HashSet<>(Set.of(
                "logRotator",
                "parameters",
                "pipelineTriggers",
                "usernamePassword",
                "usernameColonPassword",
                "string",
                "file",
                "zip",
                "certificate",
                "sshUserPrivateKey",
                "scmGit",
                "nonresumable",
                "agent"));
        symbols.addAll(OPTIONS.keySet());
        symbols.addAll(BUILD_PARAMETERS.keySet());
        symbols.addAll(TRIGGERS.keySet());
        return Set.copyOf(symbols);
    }

    private static Map<String, Signature> options() {
        Map<String, Signature> options = new LinkedHashMap<>();
        options.put("ansiColor", Signature.of(required("colorMapName", STRING)).unnamed("colorMapName"));
        options.put("buildDiscarder", Signature.of(required("strategy", ANY)).unnamed("strategy"));
        options.put(
                "checkoutToSubdirectory",
                Signature.of(required("subdirectory", STRING)).unnamed("subdirectory"));
        options.put("disableConcurrentBuilds", Signature.of(optional("abortPrevious", BOOLEAN)));
        options.put("disableRestartFromStage", Signature.of());
        options.put("disableResume", Signature.of());
        options.put(
                "durabilityHint",
                Signature.of(required("hint", STRING)
                                .oneOf("PERFORMANCE_OPTIMIZED", "SURVIVABLE_NONATOMIC", "MAX_SURVIVABILITY"))
                        .unnamed("hint"));
        options.put("newContainerPerStage", Signature.of());
        options.put(
                "overrideIndexTriggers",
                Signature.of(required("enableTriggers", BOOLEAN)).unnamed("enableTriggers"));
        options.put("parallelsAlwaysFailFast", Signature.of());
        options.put("preserveStashes", Signature.of(optional("buildCount", INTEGER)));
        options.put(
                "quietPeriod", Signature.of(required("quietPeriod", INTEGER)).unnamed("quietPeriod"));
        options.put(
                "rateLimitBuilds",
                Signature.of(required("throttle", MAP)
                        .withNested(List.of(
                                required("count", INTEGER),
                                required("durationName", STRING),
                                optional("userBoost", BOOLEAN)))));
        options.put(
                "retry",
                Signature.of(required("count", INTEGER), optional("conditions", LIST))
                        .unnamed("count"));
        options.put(
                "skipDefaultCheckout", Signature.of(optional("skip", BOOLEAN)).unnamed("skip"));
        options.put("skipStagesAfterUnstable", Signature.of());
        options.put(
                "timeout",
                Signature.of(
                                required("time", INTEGER),
                                optional("unit", STRING)
                                        .oneOf(
                                                "NANOSECONDS",
                                                "MICROSECONDS",
                                                "MILLISECONDS",
                                                "SECONDS",
                                                "MINUTES",
                                                "HOURS",
                                                "DAYS"),
                                optional("activity", BOOLEAN))
                        .unnamed("time"));
        options.put("timestamps", Signature.of());
        return options;
    }

    private static Map<String, Signature> buildParameters() {
        Parameter name = required("name", STRING);
        Parameter text = optional("defaultValue", STRING);
        Parameter description = optional("description", STRING);
        Parameter trim = optional("trim", BOOLEAN);
        Map<String, Signature> parameters = new LinkedHashMap<>();
        parameters.put("string", Signature.of(name, text, description, trim));
        parameters.put("text", Signature.of(name, text, description, trim));
        parameters.put("booleanParam", Signature.of(name, optional("defaultValue", BOOLEAN), description));
        parameters.put("choice", Signature.of(name, required("choices", ANY), description));
        parameters.put("password", Signature.of(name, text, description));
        return parameters;
    }

    private static Map<String, Signature> conditions() {
        Parameter pattern = required("pattern", STRING);
        // Jenkins takes these words in any case.
        Parameter comparator =
                optional("comparator", STRING).oneOf("EQUALS", "GLOB", "REGEXP", "equals", "glob", "regexp");
        Map<String, Signature> conditions = new LinkedHashMap<>();
        conditions.put("branch", Signature.of(pattern, comparator).unnamed("pattern"));
        conditions.put("buildingTag", Signature.of());
        conditions.put("changelog", Signature.of(pattern).unnamed("pattern"));
        conditions.put(
                "changeset",
                Signature.of(pattern, comparator, optional("caseSensitive", BOOLEAN))
                        .unnamed("pattern"));
        conditions.put(
                "changeRequest",
                Signature.of(
                        optional("id", STRING),
                        optional("target", STRING),
                        optional("branch", STRING),
                        optional("fork", STRING),
                        optional("url", STRING),
                        optional("title", STRING),
                        optional("author", STRING),
                        optional("authorDisplayName", STRING),
                        optional("authorEmail", STRING),
                        comparator));
        conditions.put(
                "environment",
                Signature.of(required("name", STRING), required("value", STRING), optional("ignoreCase", BOOLEAN)));
        conditions.put("equals", Signature.of(required("expected", ANY), required("actual", ANY)));
        conditions.put("isRestartedRun", Signature.of());
        conditions.put(
                "tag", Signature.of(optional("pattern", STRING), comparator).unnamed("pattern"));
        conditions.put(
                "triggeredBy",
                Signature.of(required("cause", STRING), optional("detail", STRING))
                        .unnamed("cause"));
        return conditions;
    }

    private static Map<String, List<Parameter>> agents() {
        Parameter label = optional("label", STRING);
        Parameter customWorkspace = optional("customWorkspace", STRING);
        Parameter args = optional("args", STRING);
        Parameter reuseNode = optional("reuseNode", BOOLEAN);
        Parameter registryUrl = optional("registryUrl", STRING);
        Parameter registryCredentialsId = optional("registryCredentialsId", STRING);
        Parameter alwaysPull = optional("alwaysPull", BOOLEAN);
        List<Parameter> node = List.of(required("label", STRING), customWorkspace, optional("retries", INTEGER));
        return Map.of(
                "label", node,
                "node", node,
                "docker",
                        List.of(
                                required("image", STRING),
                                label,
                                args,
                                alwaysPull,
                                customWorkspace,
                                reuseNode,
                                registryUrl,
                                registryCredentialsId),
                "dockerfile",
                        List.of(
                                optional("filename", STRING),
                                optional("dir", STRING),
                                optional("additionalBuildArgs", STRING),
                                label,
                                args,
                                customWorkspace,
                                reuseNode,
                                registryUrl,
                                registryCredentialsId),
                "kubernetes", kubernetes(label, customWorkspace));
    }

    private static List<Parameter> kubernetes(Parameter label, Parameter customWorkspace) {
        return List.of(
                label,
                customWorkspace,
                optional("activeDeadlineSeconds", INTEGER),
                optional("agentContainer", STRING),
                optional("agentInjection", BOOLEAN),
                optional("cloud", STRING),
                optional("containerTemplate", ANY),
                optional("containerTemplates", ANY),
                optional("defaultContainer", STRING),
                optional("idleMinutes", INTEGER),
                optional("inheritFrom", STRING),
                optional("instanceCap", INTEGER),
                optional("namespace", STRING),
                optional("nodeSelector", STRING),
                optional("podRetention", ANY),
                optional("retries", INTEGER),
                optional("serviceAccount", STRING),
                optional("showRawYaml", BOOLEAN),
                optional("slaveConnectTimeout", INTEGER),
                optional("supplementalGroups", STRING),
                optional("workingDir", STRING),
                optional("workspaceVolume", ANY),
                optional("yaml", STRING),
                optional("yamlFile", STRING),
                optional("yamlMergeStrategy", ANY));
    }
}
