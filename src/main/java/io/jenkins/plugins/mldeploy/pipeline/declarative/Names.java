package io.jenkins.plugins.mldeploy.pipeline.declarative;

import groovy.lang.Script;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.codehaus.groovy.ast.AnnotatedNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.ForStatement;
import org.codehaus.groovy.runtime.DefaultGroovyMethods;
import org.codehaus.groovy.runtime.DefaultGroovyStaticMethods;

/**
 * The words that a plain call in this file may use: steps, what the script defines itself, and what every Groovy script has.
 * Scopes are not told apart: a name that is defined anywhere counts everywhere, so that a correct file is never refused.
 */
final class Names {

    private static final Set<String> OF_EVERY_SCRIPT = methodsOfEveryScript();

    private final KnownSteps steps;
    private final Set<String> own = new HashSet<>();
    private boolean closed = true;

    Names(ModuleNode module, KnownSteps steps) {
        this.steps = steps;
        Definitions definitions = new Definitions();
        module.getMethods().forEach(method -> {
            own.add(method.getName());
            addAll(method.getParameters());
            if (method.getCode() != null) {
                method.getCode().visit(definitions);
            }
        });
        module.getStatementBlock().visit(definitions);
        own.addAll(module.getStaticImports().keySet());
        if (!module.getStaticStarImports().isEmpty()) {
            closed = false;
        }
        module.getImports().forEach(this::noteLibrary);
        module.getStarImports().forEach(this::noteLibrary);
        module.getStaticImports().values().forEach(this::noteLibrary);
    }

    KnownSteps steps() {
        return steps;
    }

    boolean isStep(String name) {
        return steps.names().contains(name);
    }

    /** The step's signature, unless the file defines something of that name itself. */
    Optional<Signature> signatureOf(String name) {
        return own.contains(name) ? Optional.empty() : steps.signatureOf(name);
    }

    /** Whether a call of that name can't be a step, a function or the like: false as well when a shared library may define it. */
    boolean isUnknown(String name) {
        return closed && !isStep(name) && !own.contains(name) && !OF_EVERY_SCRIPT.contains(name);
    }

    /** The same where a value is wanted, so that the name may also be one that makes an object for an argument. */
    boolean isUnknownValue(String name) {
        return isUnknown(name)
                && !Catalog.SYMBOLS.contains(name)
                && !steps.symbols().contains(name);
    }

    /** What somebody who wrote a wrong name may have meant. */
    Collection<String> meant() {
        Set<String> all = new TreeSet<>(steps.names());
        all.addAll(own);
        return all;
    }

    private void addAll(Parameter[] parameters) {
        if (parameters != null) {
            for (Parameter parameter : parameters) {
                own.add(parameter.getName());
            }
        }
    }

    private void noteLibrary(AnnotatedNode node) {
        if (node.getAnnotations().stream()
                .anyMatch(one -> one.getClassNode().getNameWithoutPackage().equals("Library"))) {
            closed = false;
        }
    }

    /** By reflection and not from Groovy's registry of meta classes, whose start takes longer than all the rest of a check. */
    private static Set<String> methodsOfEveryScript() {
        Set<String> names = new HashSet<>();
        for (Method method : Script.class.getMethods()) {
            names.add(method.getName());
        }
        for (Class<?> extension : List.of(DefaultGroovyMethods.class, DefaultGroovyStaticMethods.class)) {
            for (Method method : extension.getMethods()) {
                if (method.getParameterCount() > 0 && method.getParameterTypes()[0].isAssignableFrom(Script.class)) {
                    names.add(method.getName());
                }
            }
        }
        return names;
    }

    private final class Definitions extends CodeVisitorSupport {

        @Override
        public void visitDeclarationExpression(DeclarationExpression expression) {
            noteLibrary(expression);
            define(expression.getLeftExpression());
            super.visitDeclarationExpression(expression);
        }

        @Override
        public void visitBinaryExpression(BinaryExpression expression) {
            if (Block.isAssignment(expression)) {
                define(expression.getLeftExpression());
            }
            super.visitBinaryExpression(expression);
        }

        @Override
        public void visitClosureExpression(ClosureExpression expression) {
            addAll(expression.getParameters());
            super.visitClosureExpression(expression);
        }

        @Override
        public void visitForLoop(ForStatement loop) {
            own.add(loop.getVariable().getName());
            super.visitForLoop(loop);
        }

        @Override
        public void visitMethodCallExpression(MethodCallExpression call) {
            if (call.isImplicitThis() && List.of("library", "libraries").contains(call.getMethodAsString())) {
                closed = false;
            }
            super.visitMethodCallExpression(call);
        }

        private void define(Expression target) {
            if (target instanceof VariableExpression variable) {
                own.add(variable.getName());
            } else if (target instanceof TupleExpression several) {
                several.getExpressions().forEach(this::define);
            }
        }
    }
}
