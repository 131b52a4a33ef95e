package io.jenkins.plugins.mldeploy.pipeline.declarative;

import io.jenkins.plugins.mldeploy.pipeline.declarative.When.Condition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.codehaus.groovy.ast.expr.ClosureExpression;

/** Reads {@code when}. */
final class WhenReader {

    private static final Set<String> NESTING = Set.of("allOf", "anyOf", "not");
    private static final Set<String> FLAGS = Set.of("beforeAgent", "beforeInput", "beforeOptions");

    private final Names names;
    private final Problems problems;

    WhenReader(Names names, Problems problems) {
        this.names = names;
        this.problems = problems;
    }

    Optional<When> read(Call section) {
        Optional<ClosureExpression> body = Block.only(section, problems);
        if (body.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Boolean> flags = new HashMap<>();
        List<Call> conditions = new ArrayList<>();
        for (Call call : Block.calls(body.get(), "a condition", problems)) {
            if (!FLAGS.contains(call.name())) {
                conditions.add(call);
            } else if (flags.containsKey(call.name())) {
                problems.report(call.at(), "second \"" + call.name() + "\" in when");
            } else {
                flags.put(call.name(), flag(call, problems));
            }
        }
        if (conditions.isEmpty() && Block.statements(body.get()).size() == flags.size()) {
            problems.report(
                    section.at(), "when holds no condition", "add one, such as branch 'main', or remove the block");
        }
        return Optional.of(new When(
                section.at(),
                flags.getOrDefault("beforeAgent", false),
                flags.getOrDefault("beforeInput", false),
                flags.getOrDefault("beforeOptions", false),
                all(conditions)));
    }

    /** The value of a line such as {@code failFast true}. */
    static boolean flag(Call call, Problems problems) {
        Optional<Boolean> value = call.arguments().size() == 1 && call.body().isEmpty()
                ? call.unnamed().stream().findFirst().flatMap(Literals::bool)
                : Optional.empty();
        if (value.isEmpty()) {
            problems.report(call.at(), "\"" + call.name() + "\" takes true or false");
        }
        return value.orElse(false);
    }

    private List<Condition> all(List<Call> calls) {
        return calls.stream().map(this::condition).flatMap(Optional::stream).toList();
    }

    private Optional<Condition> condition(Call call) {
        if (call.name().equals("expression")) {
            return Block.only(call, problems).map(body -> {
                new FreeGroovy(names, problems).check(body);
                return new When.Computed(call.at(), body);
            });
        }
        if (NESTING.contains(call.name())) {
            return nested(call);
        }
        Signature signature = Catalog.CONDITIONS.get(call.name());
        if (signature == null) {
            reportUnknown(call);
            return Optional.empty();
        }
        FreeGroovy code = new FreeGroovy(names, problems);
        new CallChecker(problems).check(call, signature);
        call.arguments().forEach(argument -> code.check(argument.value()));
        checkPattern(call);
        return Optional.of(new When.Fact(call));
    }

    private Optional<Condition> nested(Call call) {
        Optional<ClosureExpression> body = Block.only(call, problems);
        if (body.isEmpty()) {
            return Optional.empty();
        }
        List<Call> calls = Block.calls(body.get(), "a condition", problems);
        int written = Block.statements(body.get()).size();
        if (written == 0) {
            problems.report(call.at(), "\"" + call.name() + "\" holds no condition");
        } else if (call.name().equals("not") && written > 1) {
            problems.report(
                    call.at(),
                    "\"not\" takes exactly one condition, here are " + written,
                    "put them into allOf or anyOf");
        }
        List<Condition> conditions = all(calls);
        if (conditions.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (call.name()) {
                    case "not" -> new When.Not(conditions.get(0));
                    case "allOf" -> new When.AllOf(conditions);
                    default -> new When.AnyOf(conditions);
                });
    }

    private void reportUnknown(Call call) {
        if (FLAGS.contains(call.name())) {
            problems.report(call.at(), "\"" + call.name() + "\" belongs directly into when");
            return;
        }
        Set<String> known = new TreeSet<>(Catalog.CONDITIONS.keySet());
        known.addAll(NESTING);
        known.add("expression");
        problems.reportUnknown(call.at(), "unknown condition \"" + call.name() + "\" in when", call.name(), known);
    }

    private void checkPattern(Call call) {
        boolean regular = call.name().equals("changelog")
                || call.named("comparator")
                        .flatMap(Literals::string)
                        .filter("REGEXP"::equalsIgnoreCase)
                        .isPresent();
        call.value("pattern").filter(value -> regular).ifPresent(value -> Literals.string(value)
                .ifPresent(text -> {
                    try {
                        Pattern.compile(text);
                    } catch (PatternSyntaxException e) {
                        problems.report(
                                Position.of(value), "\"" + text + "\" is no regular expression: " + e.getDescription());
                    }
                }));
    }
}
