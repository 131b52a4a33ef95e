package io.jenkins.plugins.mldeploy.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The names that make a {@link Symbol}: bindings of credentials, kinds of parameters, options of a job. */
final class Symbols {
    static final Set<String> NAMES = Set.of(
            "string",
            "text",
            "booleanParam",
            "choice",
            "password",
            "usernamePassword",
            "usernameColonPassword",
            "file",
            "sshUserPrivateKey",
            "parameters",
            "buildDiscarder",
            "logRotator",
            "disableConcurrentBuilds",
            "pipelineTriggers",
            "cron",
            "pollSCM",
            "upstream",
            "disableResume",
            "durabilityHint",
            "githubPush",
            "overrideIndexTriggers",
            "rateLimitBuilds",
            "quietPeriod",
            "preserveStashes",
            "agent",
            "nonresumable");

    private Symbols() {}

    static Symbol make(String name, Object[] arguments) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (Object argument : arguments) {
            if (argument instanceof Map<?, ?> map) {
                map.forEach((key, value) -> named.put(String.valueOf(key), StepTable.plain(value)));
            } else {
                named.put("value", StepTable.plain(argument));
            }
        }
        return new Symbol(name, named);
    }
}
