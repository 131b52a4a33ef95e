package io.jenkins.plugins.mldeploy.pipeline.declarative;

import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;

/** Reads {@code agent}. */
final class AgentReader {

    private static final List<String> BARE = List.of("any", "none");

    private final Problems problems;

    AgentReader(Problems problems) {
        this.problems = problems;
    }

    Optional<Agent> read(Call call) {
        if (call.body().isPresent() && call.arguments().isEmpty()) {
            return readBlock(call, call.body().get());
        }
        String word = call.arguments().size() == 1 && call.body().isEmpty() ? word(call.unnamed()) : "";
        switch (word) {
            case "any":
                return Optional.of(new Agent.Any(call.at()));
            case "none":
                return Optional.of(new Agent.None(call.at()));
            default:
                String message = "agent must be any, none or a block";
                NearestName.of(word, BARE)
                        .ifPresentOrElse(
                                near -> problems.report(call.at(), message, "did you mean \"agent " + near + "\"?"),
                                () -> problems.report(
                                        call.at(), message, "write agent { label 'linux' } to choose one"));
                return Optional.empty();
        }
    }

    private static String word(List<Expression> unnamed) {
        if (unnamed.isEmpty()) {
            return "";
        }
        Expression only = unnamed.get(0);
        return only instanceof VariableExpression variable
                ? variable.getName()
                : Literals.string(only).orElse("");
    }

    private Optional<Agent> readBlock(Call agent, ClosureExpression body) {
        String bare = Block.statements(body).size() == 1
                ? bareWord(Block.statements(body).get(0))
                : "";
        if (BARE.contains(bare)) {
            problems.report(agent.at(), "agent " + bare + " takes no block", "write agent " + bare);
            return Optional.empty();
        }
        List<Call> kinds = Block.calls(body, "a kind of agent", problems);
        if (kinds.isEmpty()) {
            if (Block.statements(body).isEmpty()) {
                problems.report(agent.at(), "agent is empty", "write agent any, agent none or agent { label 'linux' }");
            }
            return Optional.empty();
        }
        if (kinds.size() > 1) {
            problems.report(
                    kinds.get(1).at(),
                    "agent takes one kind, here are \"" + kinds.get(0).name() + "\" and \""
                            + kinds.get(1).name() + "\"",
                    "several settings go into one block, such as agent { node { label 'linux' } }");
            return Optional.empty();
        }
        Call kind = kinds.get(0);
        if (!Catalog.AGENTS.containsKey(kind.name())) {
            problems.reportUnknown(
                    kind.at(),
                    "unknown kind of agent \"" + kind.name() + "\"",
                    kind.name(),
                    new TreeSet<>(Catalog.AGENTS.keySet()));
            return Optional.empty();
        }
        return Optional.of(readKind(agent.at(), kind));
    }

    private static String bareWord(Statement statement) {
        return statement instanceof ExpressionStatement simple && statement.getStatementLabels() == null
                ? word(List.of(simple.getExpression()))
                : "";
    }

    private Agent readKind(Position at, Call kind) {
        String type = kind.name();
        List<Parameter> known = Catalog.AGENTS.get(type);
        Map<String, Expression> settings = Map.of();
        if (kind.body().isPresent() && kind.arguments().isEmpty()) {
            List<Call> calls = Block.calls(kind.body().get(), "a setting of " + type, problems);
            settings = new Settings("agent " + type, known).read(calls, kind.at(), problems);
        } else if (kind.body().isPresent()
                || kind.arguments().size() != 1
                || kind.unnamed().size() != 1) {
            problems.report(kind.at(), "agent " + type + " takes one value or a block of settings");
        } else {
            settings = readShort(kind, known);
        }
        if (!type.equals("label") && !type.equals("node")) {
            return new Agent.Container(at, type, settings);
        }
        Expression label = settings.get("label");
        return label == null
                ? new Agent.Any(at)
                : new Agent.Label(at, label, Optional.ofNullable(settings.get("customWorkspace")));
    }

    /** {@code label 'x'}, {@code docker 'x'}, {@code dockerfile true}. */
    private Map<String, Expression> readShort(Call kind, List<Parameter> known) {
        Expression value = kind.unnamed().get(0);
        switch (kind.name()) {
            case "label":
            case "docker":
                new CallChecker(problems).checkValue(value, known.get(0), "agent " + kind.name());
                return Map.of(known.get(0).name(), value);
            case "dockerfile":
                if (Literals.bool(value).filter(Boolean::booleanValue).isEmpty()) {
                    problems.report(
                            Position.of(value),
                            "agent dockerfile takes true or a block",
                            "write dockerfile { filename '…' }");
                }
                return Map.of();
            default:
                problems.report(
                        kind.at(),
                        "agent " + kind.name() + " needs a block",
                        "write " + kind.name() + " { … } with: "
                                + String.join(
                                        ", ",
                                        known.stream().map(Parameter::name).toList()));
                return Map.of();
        }
    }
}
