package io.jenkins.plugins.mldeploy.pipeline;

import io.jenkins.plugins.mldeploy.pipeline.declarative.DeclarativeModel;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Problem;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.VariableScope;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.CastExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.EmptyExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.syntax.Token;
import org.codehaus.groovy.syntax.Types;

/**
 * Takes {@code pipeline { … }} out of a Jenkinsfile while it is compiled, ahead of the transformation for continuations: its blocks and
 * expressions become methods, one each, and in its place stands a call of the interpreter.
 */
final class DeclarativeTransform extends CompilationCustomizer {
    private final StepTable table;
    private final List<Problem> problems = new ArrayList<>();
    private DeclarativePlan plan;
    private int hoisted;

    DeclarativeTransform(StepTable table) {
        super(CompilePhase.CONVERSION);
        this.table = table;
    }

    /** The plan; null when the file is scripted. */
    DeclarativePlan plan() {
        return plan;
    }

    /** What the local host cannot do of it. */
    List<Problem> problems() {
        return problems;
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
        ModuleNode file = source.getAST();
        if (type.isScript() && problems.isEmpty()) {
            new SharedLibraries(problems).find(file);
        }
        if (!type.isScript() || plan != null || !DeclarativeModel.isDeclarative(file)) {
            return;
        }
        DeclarativeModel.of(file, table, problems::add).ifPresent(model -> {
            plan = new DeclarativePlanner(
                            block -> hoist(type, block), value -> hoist(type, block(value)), table, problems)
                    .plan(model);
            ListIterator<Statement> statements =
                    file.getStatementBlock().getStatements().listIterator();
            while (statements.hasNext()) {
                Statement statement = statements.next();
                if (DeclarativeModel.isPipeline(statement)) {
                    statements.set(interpreterCall(statement));
                } else if (statement instanceof ExpressionStatement simple
                        && simple.getExpression() instanceof DeclarationExpression declaration
                        && declaration.getAnnotations().isEmpty()) {
                    // The blocks are methods now and would not see a local variable of the script.
                    simple.setExpression(global(declaration));
                }
            }
        });
    }

    private static Statement interpreterCall(Statement pipeline) {
        MethodCallExpression call = new MethodCallExpression(
                VariableExpression.THIS_EXPRESSION, "pipeline", MethodCallExpression.NO_ARGUMENTS);
        call.setImplicitThis(true);
        call.setSourcePosition(pipeline);
        ExpressionStatement statement = new ExpressionStatement(call);
        statement.setSourcePosition(pipeline);
        return statement;
    }

    private static Expression global(DeclarationExpression declaration) {
        Expression value = declaration.getRightExpression() instanceof EmptyExpression
                ? ConstantExpression.NULL
                : declaration.getRightExpression();
        Expression target = declaration.getLeftExpression();
        if (target instanceof VariableExpression variable) {
            ClassNode type = variable.getOriginType();
            if (!variable.isDynamicTyped()
                    && !ClassHelper.OBJECT_TYPE.equals(type)
                    && value != ConstantExpression.NULL) {
                value = new CastExpression(type, value);
            }
            target = new VariableExpression(variable.getName());
            target.setSourcePosition(variable);
        }
        BinaryExpression assignment = new BinaryExpression(target, Token.newSymbol(Types.ASSIGN, -1, -1), value);
        assignment.setSourcePosition(declaration);
        return assignment;
    }

    private static ClosureExpression block(Expression value) {
        ReturnStatement result = new ReturnStatement(value);
        result.setSourcePosition(value);
        BlockStatement body = new BlockStatement(new ArrayList<>(List.of(result)), new VariableScope());
        ClosureExpression block = new ClosureExpression(Parameter.EMPTY_ARRAY, body);
        block.setVariableScope(new VariableScope());
        block.setSourcePosition(value);
        return block;
    }

    private String hoist(ClassNode type, ClosureExpression block) {
        String name = "$block" + hoisted++;
        type.addMethod(
                name,
                Modifier.PUBLIC,
                ClassHelper.OBJECT_TYPE,
                Parameter.EMPTY_ARRAY,
                ClassNode.EMPTY_ARRAY,
                new ReturnStatement(block));
        return name;
    }
}
