package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.codehaus.groovy.ast.ModuleNode;

/**
 * A Jenkinsfile, read and checked without running anything of it.
 *
 * @param fileName for messages
 * @param kind which of the two languages it is written in
 * @param model the pipeline, when it is declarative and has no problems
 * @param problems every error, in the order of the file
 */
public record Jenkinsfile(String fileName, Kind kind, Optional<PipelineModel> model, List<Problem> problems) {

    /** The two languages of Pipeline. */
    public enum Kind {
        DECLARATIVE,
        SCRIPTED
    }

    public Jenkinsfile {
        problems = problems.stream().sorted().distinct().toList();
    }

    /**
     * Reads and checks a source. Never throws for what is in it: a syntax error is a problem as well.
     *
     * @param source the whole text; a byte order mark in front is ignored
     * @param fileName for messages
     * @param steps what may be called
     */
    public static Jenkinsfile parse(String source, String fileName, KnownSteps steps) {
        String text = source.startsWith("\uFEFF") ? source.substring(1) : source;
        List<Problem> problems = new ArrayList<>();
        Optional<Problem> refused = SourceGuard.check(text);
        if (refused.isPresent()) {
            return new Jenkinsfile(fileName, guess(text), Optional.empty(), List.of(refused.get()));
        }
        Optional<ModuleNode> file = GroovyParser.parse(text, fileName, problems::add);
        if (file.isEmpty()) {
            return new Jenkinsfile(fileName, guess(text), Optional.empty(), problems);
        }
        try {
            return check(file.get(), fileName, steps, problems);
        } catch (StackOverflowError e) {
            return new Jenkinsfile(fileName, guess(text), Optional.empty(), List.of(GroovyParser.tooDeep(text)));
        }
    }

    private static Jenkinsfile check(ModuleNode file, String fileName, KnownSteps steps, List<Problem> problems) {
        if (DeclarativeModel.isDeclarative(file)) {
            Optional<PipelineModel> model = DeclarativeModel.of(file, steps, problems::add);
            return new Jenkinsfile(fileName, Kind.DECLARATIVE, model, problems);
        }
        DeclarativeModel.checkScripted(file, steps, problems::add);
        return new Jenkinsfile(fileName, Kind.SCRIPTED, Optional.empty(), problems);
    }

    /** The kind of a file that could not be parsed. */
    private static Kind guess(String source) {
        return source.lines().anyMatch(line -> line.startsWith("pipeline")) ? Kind.DECLARATIVE : Kind.SCRIPTED;
    }
}
