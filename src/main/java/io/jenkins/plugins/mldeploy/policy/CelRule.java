package io.jenkins.plugins.mldeploy.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule over the evidence in the <a href="https://cel.dev">Common Expression Language</a>, for example {@code tests.passRate >= 0.99 && scan.new.critical == 0}. It is
 * checked against the types of {@link EvidenceFacts} before it is used. It ends: the language has no loops, macros may take a bounded number of turns, and text, depth and size are
 * bounded, too. A value that is not there makes it undefined, which is never a pass.
 */
final class CelRule {
    /** Characters of a rule. */
    static final int LIMIT = 2_000;

    private static final int TURNS = 20_000;
    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LIMIT)
            .maxParseRecursionDepth(32)
            .maxParseErrorRecoveryLimit(5)
            .comprehensionMaxIterations(TURNS)
            .maxRegexProgramSize(1_000)
            .enableHeterogeneousNumericComparisons(true)
            .build();
    private static final CelCompiler COMPILER = compiler();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");

    /** How it stands. */
    enum State {
        HOLDS,
        MISSED,
        /** Something that it asks for is not there, or it takes too long. */
        UNDEFINED
    }

    /**
     * What came of it.
     *
     * @param text why, with the values it saw; empty when it holds
     */
    record Outcome(State state, String text) {}

    /** A rule that can't be used. */
    static final class Wrong extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final int line;
        private final int column;

        Wrong(int line, int column, String message) {
            super(message);
            this.line = line;
            this.column = column;
        }

        /** Within the rule, from 1. */
        int line() {
            return line;
        }

        /** Within its line, from 1. */
        int column() {
            return column;
        }
    }

    private final String text;
    private final CelRuntime.Program program;

    private CelRule(String text, CelRuntime.Program program) {
        this.text = text;
        this.program = program;
    }

    private static CelCompiler compiler() {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setResultType(dev.cel.common.types.SimpleType.BOOL);
        EvidenceFacts.TYPES.forEach(builder::addVar);
        return builder.build();
    }

    /** @throws Wrong with the place in the rule, and what would be right */
    static CelRule compile(String text) {
        if (text.codePointCount(0, text.length()) > LIMIT) {
            throw new Wrong(1, 1, "a rule may have at most " + LIMIT + " characters");
        }
        CelValidationResult result = COMPILER.compile(text);
        if (result.hasError()) {
            List<CelIssue> issues = result.getErrors();
            CelIssue issue = issues.get(0);
            throw new Wrong(
                    Math.max(1, issue.getSourceLocation().getLine()),
                    Math.max(0, issue.getSourceLocation().getColumn()) + 1,
                    explain(text, issue.getMessage()));
        }
        try {
            CelAbstractSyntaxTree tree = result.getAst();
            return new CelRule(text, RUNTIME.createProgram(tree));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new Wrong(1, 1, String.valueOf(e.getMessage()));
        }
    }

    /** What the library says, with what can be known from here. */
    private static String explain(String text, String message) {
        int candidates = message.indexOf(" (candidates:");
        String said = candidates < 0 ? message : message.substring(0, candidates);
        Matcher undeclared = Pattern.compile("undeclared reference to '([^']+)'.*", Pattern.DOTALL)
                .matcher(said);
        if (undeclared.matches()) {
            String first = undeclared.group(1);
            String whole = NAME.matcher(text)
                    .results()
                    .map(match -> match.group())
                    .filter(name -> name.equals(first) || name.startsWith(first + "."))
                    .filter(name -> !EvidenceFacts.TYPES.containsKey(name))
                    .findFirst()
                    .orElse(first);
            return "there is no '" + whole + "'" + NearestName.hint(whole, EvidenceFacts.TYPES.keySet());
        }
        if (said.startsWith("expected type 'bool' but found")) {
            return said + "; a rule says yes or no";
        }
        return said;
    }

    /** @param facts by the names of {@link EvidenceFacts#TYPES}; what is not there is undefined */
    Outcome judge(Map<String, Object> facts) {
        Object value;
        try {
            value = program.eval(facts);
        } catch (CelEvaluationException e) {
            return new Outcome(
                    State.UNDEFINED,
                    text + " (could not be judged: " + Objects.toString(e.getMessage(), "no reason given") + seen(facts)
                            + ")");
        }
        if (Boolean.TRUE.equals(value)) {
            return new Outcome(State.HOLDS, "");
        }
        if (Boolean.FALSE.equals(value)) {
            return new Outcome(
                    State.MISSED,
                    text + " (" + (seen(facts).isEmpty() ? "" : seen(facts).substring(2)) + ")");
        }
        return new Outcome(
                State.UNDEFINED,
                text + " (could not be judged: " + String.join(", ", absent(facts)) + seen(facts) + ")");
    }

    private List<String> absent(Map<String, Object> facts) {
        List<String> absent = new ArrayList<>();
        EvidenceFacts.TYPES.keySet().forEach(name -> {
            if (mentions(name) && !facts.containsKey(name)) {
                absent.add("no " + name);
            }
        });
        return absent.isEmpty() ? List.of("something that it asks for is not there") : absent;
    }

    /** {@code ; tests.passRate = 0.97}: the plain values that the rule asks for. */
    private String seen(Map<String, Object> facts) {
        List<String> seen = new ArrayList<>();
        EvidenceFacts.TYPES.keySet().forEach(name -> {
            Object value = facts.get(name);
            if (mentions(name) && (value instanceof Number || value instanceof String)) {
                seen.add(name + " is " + value);
            } else if (mentions(name) && value instanceof Map<?, ?> map) {
                map.forEach((key, element) -> {
                    if (element instanceof Number && text.contains(String.valueOf(key)) && seen.size() < 10) {
                        seen.add(name + "." + key + " is " + element);
                    }
                });
            }
        });
        return seen.isEmpty() ? "" : "; " + String.join(", ", seen);
    }

    private boolean mentions(String name) {
        return NAME.matcher(text)
                .results()
                .map(match -> match.group())
                .anyMatch(found -> found.equals(name) || found.startsWith(name + "."));
    }
}
