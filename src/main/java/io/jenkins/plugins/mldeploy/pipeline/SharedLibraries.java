package io.jenkins.plugins.mldeploy.pipeline;

import io.jenkins.plugins.mldeploy.pipeline.declarative.Position;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Problem;
import java.util.List;
import java.util.Optional;
import org.codehaus.groovy.ast.AnnotatedNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;

/** Finds where a Jenkinsfile loads a shared library, which only a Jenkins can: better said before the run than in it. */
final class SharedLibraries extends CodeVisitorSupport {
    private final List<Problem> problems;

    SharedLibraries(List<Problem> problems) {
        this.problems = problems;
    }

    void find(ModuleNode file) {
        file.getImports().forEach(this::judge);
        file.getStarImports().forEach(this::judge);
        file.getStaticImports().values().forEach(this::judge);
        file.getStaticStarImports().values().forEach(this::judge);
        file.getStatementBlock().visit(this);
    }

    @Override
    public void visitDeclarationExpression(DeclarationExpression declaration) {
        judge(declaration);
        super.visitDeclarationExpression(declaration);
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        if (call.isImplicitThis() && "library".equals(call.getMethodAsString())) {
            report(call.getLineNumber(), call.getColumnNumber());
        }
        super.visitMethodCallExpression(call);
    }

    private void judge(AnnotatedNode node) {
        node.getAnnotations().stream()
                .filter(annotation ->
                        annotation.getClassNode().getNameWithoutPackage().equals("Library"))
                .forEach(annotation -> report(annotation.getLineNumber(), annotation.getColumnNumber()));
    }

    private void report(int line, int column) {
        problems.add(new Problem(
                new Position(Math.max(1, line), Math.max(1, column)),
                "shared libraries cannot be loaded by the local host",
                Optional.of("run this Jenkinsfile in Jenkins, or move what it needs into the file")));
    }
}
