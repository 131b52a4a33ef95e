package io.jenkins.plugins.mldeploy.pipeline.declarative;

import groovy.lang.GroovyClassLoader;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.codehaus.groovy.GroovyBugError;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.ErrorCollector;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.messages.ExceptionMessage;
import org.codehaus.groovy.control.messages.Message;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.syntax.SyntaxException;

/**
 * Groovy's parser alone, up to the tree. A {@link SourceUnit} without a compilation unit around it runs no AST transformation
 * and resolves no class, so that {@code @Grab} fetches nothing.
 */
final class GroovyParser {

    /** Groovy's messages end with the place, which a problem has in figures. */
    private static final Pattern PLACE =
            Pattern.compile(" ?@ line \\d+, column \\d+\\.?| at line: \\d+ column: \\d+\\. File: .*$", Pattern.DOTALL);

    private GroovyParser() {}

    /** The tree, or nothing when there are syntax errors. */
    static Optional<ModuleNode> parse(String source, String fileName, Consumer<Problem> problems) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        ErrorCollector errors = new ErrorCollector(configuration);
        try (GroovyClassLoader loader = new GroovyClassLoader(GroovyParser.class.getClassLoader(), configuration)) {
            SourceUnit unit = new SourceUnit(fileName, source, configuration, loader, errors);
            unit.parse();
            unit.completePhase();
            unit.nextPhase();
            unit.convert();
            if (!errors.hasErrors()) {
                return Optional.of(unit.getAST());
            }
            report(errors, problems);
        } catch (MultipleCompilationErrorsException e) {
            report(e.getErrorCollector(), problems);
        } catch (StackOverflowError e) {
            problems.accept(tooDeep(source));
        } catch (CompilationFailedException
                | IOException
                | IllegalArgumentException
                | ArithmeticException
                | GroovyBugError e) {
            // The last three are what the parser throws, without a place, for literals such as 1e99999999999.
            problems.accept(new Problem(new Position(1, 1), "can't be parsed: " + e.getMessage(), Optional.empty()));
        }
        return Optional.empty();
    }

    private static void report(ErrorCollector errors, Consumer<Problem> problems) {
        List<?> messages = errors.getErrors();
        messages.forEach(message -> problems.accept(problem((Message) message)));
    }

    /** Chains of thousands of operators or calls nest the tree as deep; the longest line is the likely place. */
    static Problem tooDeep(String source) {
        List<String> lines = source.lines().toList();
        int longest = lines.indexOf(
                lines.stream().max(Comparator.comparingInt(String::length)).orElse(""));
        return new Problem(
                new Position(longest + 1, 1),
                "expressions are chained or nested too deep to be read",
                Optional.of("split them; the longest line is this one"));
    }

    private static Problem problem(Message message) {
        if (message instanceof SyntaxErrorMessage error) {
            SyntaxException cause = error.getCause();
            String text = words(cause.getMessage());
            return new Problem(
                    new Position(cause.getStartLine(), cause.getStartColumn()),
                    "syntax error: " + text,
                    text.endsWith("should be a variable expression")
                            ? Optional.of("only a plain name may stand before =")
                            : Optional.empty());
        }
        String text = message instanceof ExceptionMessage exception
                ? String.valueOf(exception.getCause().getMessage())
                : message.toString();
        return new Problem(new Position(1, 1), "can't be parsed: " + words(text), Optional.empty());
    }

    private static String words(String message) {
        String text = PLACE.matcher(message)
                .replaceAll("")
                .strip()
                .replaceAll("\\s*\\R\\s*", " ")
                .replace("found ''", "found the end of the file")
                .replace("found '\\n'", "found the end of the line")
                .replace("found '\\r'", "found the end of the line");
        return text.equals("unexpected token:") ? "unexpected end of the file" : text;
    }
}
