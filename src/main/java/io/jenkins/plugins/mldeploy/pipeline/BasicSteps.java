package io.jenkins.plugins.mldeploy.pipeline;

import static io.jenkins.plugins.mldeploy.pipeline.StepSpec.Type.ANY;
import static io.jenkins.plugins.mldeploy.pipeline.StepSpec.Type.BOOLEAN;
import static io.jenkins.plugins.mldeploy.pipeline.StepSpec.Type.INTEGER;
import static io.jenkins.plugins.mldeploy.pipeline.StepSpec.Type.LIST;
import static io.jenkins.plugins.mldeploy.pipeline.StepSpec.Type.NUMBER;
import static io.jenkins.plugins.mldeploy.pipeline.StepSpec.Type.TEXT;
import static io.jenkins.plugins.mldeploy.pipeline.StepSpec.body;
import static io.jenkins.plugins.mldeploy.pipeline.StepSpec.immediate;
import static io.jenkins.plugins.mldeploy.pipeline.StepSpec.leaf;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The steps that every Jenkins has, with the parameters that their Jenkins namesakes have. */
final class BasicSteps {
    private BasicSteps() {}

    static List<StepSpec> all() {
        List<StepSpec> all = new ArrayList<>(flow());
        all.addAll(FileSteps.all());
        return all;
    }

    private static List<StepSpec> flow() {
        return List.of(
                shell("sh"),
                shell("bat"),
                immediate("echo", (call, in) -> {
                            in.log(call.text("message"));
                            return null;
                        })
                        .required("message", TEXT)
                        .unnamed("message"),
                immediate("error", (call, in) -> {
                            throw new StepFailed(call.text("message"));
                        })
                        .optional("message", TEXT, "")
                        .unnamed("message"),
                leaf("unstable", (call, in) -> {
                            in.log("WARNING: " + call.text("message"));
                            in.worsen(RunResult.UNSTABLE);
                            return null;
                        })
                        .required("message", TEXT)
                        .unnamed("message"),
                leaf("sleep", new SleepStep())
                        .required("time", NUMBER)
                        .choice("unit", "SECONDS", TIME_UNITS)
                        .unnamed("time"),
                leaf("input", new InputStep())
                        .required("message", TEXT)
                        .optional("id", TEXT)
                        .optional("ok", TEXT)
                        .optional("submitter", TEXT)
                        .optional("submitterParameter", TEXT)
                        .optional("parameters", LIST)
                        .unnamed("message"),
                immediate("milestone", (call, in) -> {
                            in.log("milestone: no other run of this project is going on here");
                            return null;
                        })
                        .optional("ordinal", INTEGER)
                        .optional("label", TEXT)
                        .unnamed("ordinal"),
                immediate("properties", BasicSteps::properties)
                        .required("properties", LIST)
                        .unnamed("properties"),
                immediate(
                                "pwd",
                                (call, in) -> call.flag("tmp")
                                        ? in.runDirectory().resolve("tmp").toString()
                                        : in.directory().toString())
                        .optional("tmp", BOOLEAN, false),
                immediate("isUnix", (call, in) -> java.io.File.separatorChar == '/'),
                body("stage")
                        .required("name", TEXT)
                        .optional("concurrency", INTEGER)
                        .unnamed("name"),
                body("node").optional("label", TEXT).unnamed("label"),
                body("parallel").open(),
                body("withEnv").required("overrides", LIST).unnamed("overrides"),
                body("withCredentials").required("bindings", LIST).unnamed("bindings"),
                body("dir").required("path", TEXT).unnamed("path"),
                body("timestamps"),
                body("ansiColor").optional("colorMapName", TEXT, "xterm").unnamed("colorMapName"),
                body("timeout")
                        .required("time", NUMBER)
                        .choice("unit", "MINUTES", TIME_UNITS)
                        .optional("activity", BOOLEAN, false)
                        .unnamed("time"),
                body("retry")
                        .required("count", INTEGER)
                        .optional("conditions", LIST)
                        .unnamed("count"),
                body("catchError")
                        .optional("message", TEXT)
                        .choice("buildResult", "FAILURE", RESULTS)
                        .choice("stageResult", null, RESULTS)
                        .optional("catchInterruptions", BOOLEAN, true),
                body("warnError")
                        .required("message", TEXT)
                        .optional("catchInterruptions", BOOLEAN, true)
                        .unnamed("message"),
                body("waitUntil")
                        .optional("initialRecurrencePeriod", INTEGER, 250L)
                        .optional("quiet", BOOLEAN, false),
                immediate("checkout", (call, in) -> {
                            in.log("checkout: the working directory is used as it is: " + in.workspace());
                            return null;
                        })
                        .required("scm", ANY)
                        .unnamed("scm"));
    }

    private static final String[] TIME_UNITS = {
        "NANOSECONDS", "MICROSECONDS", "MILLISECONDS", "SECONDS", "MINUTES", "HOURS", "DAYS"
    };

    private static final String[] RESULTS = {"SUCCESS", "UNSTABLE", "FAILURE", "NOT_BUILT", "ABORTED"};

    private static StepSpec shell(String name) {
        return leaf(name, new ShellStep(name.equals("bat")))
                .required("script", TEXT)
                .optional("returnStdout", BOOLEAN, false)
                .optional("returnStatus", BOOLEAN, false)
                .optional("label", TEXT)
                .optional("encoding", TEXT)
                .unnamed("script");
    }

    /** Of a job's properties, its parameters mean something here. */
    private static Object properties(StepCall call, StepContext in) {
        for (Object property : call.list("properties")) {
            if (property instanceof Symbol symbol && symbol.name().equals("parameters")) {
                List<Symbol> definitions = ((List<?>) symbol.get("value"))
                        .stream().map(RunParameters::symbol).toList();
                RunParameters.define(in.run(), Kernel.state(), definitions, true);
            } else {
                in.log("properties: " + (property instanceof Symbol symbol ? symbol.name() : property)
                        + " means nothing on a laptop");
            }
        }
        return null;
    }

    /** Waits until an absolute time, also over the end of the process. */
    private static final class SleepStep implements LeafStep {
        @Override
        public Object run(StepCall call, StepContext in) {
            Instant until = in.savedState().map(Instant::parse).orElse(null);
            if (until == null) {
                var time = Units.of(call.number("time"), call.text("unit"));
                until = in.run().clock().instant().plus(time);
                if (time.toMillis() >= 1000) {
                    in.log("Sleeping for " + Units.words(time));
                }
                in.saveState(until.toString());
            }
            return in.run().clock().instant().isBefore(until) ? new Waiting("until " + until, until) : null;
        }

        @Override
        public boolean survivesRestart() {
            return true;
        }
    }
}
