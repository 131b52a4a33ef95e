package io.jenkins.plugins.mldeploy.pipeline.declarative;

import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.codehaus.groovy.ast.expr.ClosureExpression;

/**
 * Reads a block that holds sections, each at most once: {@code pipeline}, a stage, {@code matrix}.
 *
 * @param owner whose block it is, in words: {@code stage "Build"}
 * @param allowed the sections that it may hold
 */
record Sections(String owner, List<String> allowed) {

    private static final Map<String, String> HOMES = homes();

    /** The sections by name; unknown, misplaced and repeated ones are reported and left out. */
    Map<String, Call> read(ClosureExpression body, Names names, Problems problems) {
        Map<String, Call> found = new LinkedHashMap<>();
        for (Call call : Block.calls(body, "a section of " + owner, allowed, problems)) {
            if (!allowed.contains(call.name())) {
                reportUnwanted(call, names, problems);
                // Read on as what was meant: its own errors are found too, and it doesn't count as missing.
                meant(call.name())
                        .ifPresent(name ->
                                found.putIfAbsent(name, new Call(name, call.at(), call.arguments(), call.body())));
            } else if (found.putIfAbsent(call.name(), call) != null) {
                problems.report(
                        call.at(),
                        "second \"" + call.name() + "\" in " + owner,
                        "the first is in line " + found.get(call.name()).at().line());
            }
        }
        return found;
    }

    private Optional<String> meant(String name) {
        return HOMES.containsKey(name) ? Optional.empty() : NearestName.of(name, allowed);
    }

    private void reportUnwanted(Call call, Names names, Problems problems) {
        String name = call.name();
        if (HOMES.containsKey(name)) {
            problems.report(
                    call.at(), "\"" + name + "\" is not allowed in " + owner, "it belongs into " + HOMES.get(name));
        } else if (names.isStep(name) && NearestName.of(name, allowed).isEmpty()) {
            problems.report(
                    call.at(),
                    "step \"" + name + "\" is not allowed in " + owner,
                    "steps go into steps { … } of a stage");
        } else {
            problems.reportUnknown(call.at(), "unknown section \"" + name + "\" in " + owner, name, allowed);
        }
    }

    private static Map<String, String> homes() {
        Map<String, String> homes = new LinkedHashMap<>();
        for (PostCondition.Kind kind : PostCondition.Kind.values()) {
            homes.put(kind.word(), "post { … }");
        }
        Set.of("steps", "when", "input", "parallel", "matrix", "failFast").forEach(name -> homes.put(name, "a stage"));
        Set.of("parameters", "triggers", "libraries").forEach(name -> homes.put(name, "pipeline { … } itself"));
        Set.of("agent", "environment", "options", "tools", "post")
                .forEach(name -> homes.put(name, "pipeline { … } or a stage"));
        Set.of("axes", "excludes").forEach(name -> homes.put(name, "matrix { … }"));
        homes.put("stages", "pipeline { … }, a stage or matrix { … }");
        homes.put("stage", "stages { … } or parallel { … }");
        homes.put("axis", "axes { … } or exclude { … }");
        homes.put("exclude", "excludes { … }");
        homes.put("script", "steps { … } of a stage");
        homes.put("pipeline", "the top level of the file");
        return homes;
    }
}
