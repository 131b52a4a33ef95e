package io.jenkins.plugins.mldeploy.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables that {@code env} shows and that programs are started with, named and layered as in Jenkins. */
final class RunEnvironment {
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\{([A-Za-z_]\\w*)}|([A-Za-z_]\\w*))");

    private final RunConfig config;
    private final RunState state;
    private final Secrets secrets;

    RunEnvironment(RunConfig config, RunState state, Secrets secrets) {
        this.config = config;
        this.state = state;
        this.secrets = secrets;
    }

    /** All variables inside these frames. */
    Map<String, String> of(Frame frame) {
        Map<String, String> variables = new LinkedHashMap<>(config.environment());
        // Credentials that the user keeps in variables reach a program only where the Jenkinsfile binds them.
        variables.keySet().removeIf(name -> name.startsWith("MLDEPLOY_CREDENTIAL_"));
        variables.putAll(ofRun());
        state.parameters.forEach((name, value) -> variables.put(name, String.valueOf(value)));
        state.overrides.forEach((name, value) -> set(variables, name, value));
        apply(variables, frame);
        String directory = frame.currentDirectory();
        variables.put("PWD", directory == null ? config.workspace().toString() : directory);
        return variables;
    }

    /** The variable as a Jenkinsfile reads it, or null. */
    String get(Frame frame, String name) {
        return of(frame).get(name);
    }

    private Map<String, String> ofRun() {
        Map<String, String> run = new LinkedHashMap<>();
        String number = Integer.toString(config.number());
        String job = config.job();
        run.put("CI", "true");
        run.put("MLDEPLOY_LOCAL", "true");
        run.put("JOB_NAME", job);
        run.put("JOB_BASE_NAME", job.substring(job.lastIndexOf('/') + 1));
        run.put("BUILD_NUMBER", number);
        run.put("BUILD_ID", number);
        run.put("BUILD_DISPLAY_NAME", state.displayName);
        run.put("BUILD_TAG", "jenkins-" + job.replace('/', '-') + "-" + number);
        run.put("BUILD_URL", config.buildUrl());
        run.put("WORKSPACE", config.workspace().toString());
        run.put("WORKSPACE_TMP", config.runDirectory().resolve("tmp").toString());
        run.put("NODE_NAME", "built-in");
        run.put("NODE_LABELS", "built-in");
        run.put("EXECUTOR_NUMBER", "0");
        if (config.commit() != null) {
            run.put("GIT_COMMIT", config.commit());
        }
        if (config.branch() != null) {
            run.put("BRANCH_NAME", config.branch());
            run.put("GIT_BRANCH", config.branch());
            run.put("GIT_LOCAL_BRANCH", config.branch());
        }
        return run;
    }

    private void apply(Map<String, String> variables, Frame frame) {
        if (frame == null) {
            return;
        }
        apply(variables, frame.parent());
        if (frame.stage() != null) {
            variables.put("STAGE_NAME", frame.stage().name());
        }
        frame.environment().forEach((name, value) -> set(variables, name, expand(value, variables)));
        frame.secrets().forEach((name, reference) -> variables.put(name, secrets.resolve(reference)));
    }

    private static void set(Map<String, String> variables, String name, String value) {
        int plus = name.indexOf('+');
        if (plus > 0) {
            String list = name.substring(0, plus);
            String old = variables.get(list);
            variables.put(list, old == null || old.isEmpty() ? value : value + java.io.File.pathSeparator + old);
        } else {
            variables.put(name, value);
        }
    }

    private static String expand(String value, Map<String, String> variables) {
        if (value.indexOf('$') < 0) {
            return value;
        }
        return REFERENCE.matcher(value).replaceAll(found -> {
            String known = variables.get(found.group(1) != null ? found.group(1) : found.group(2));
            return Matcher.quoteReplacement(known != null ? known : found.group());
        });
    }
}
