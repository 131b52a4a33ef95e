package io.jenkins.plugins.mldeploy.pipeline.declarative;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/**
 * Each file under {@code good} says in a comment which stages it has; each under {@code bad} which problems, all of them, as
 * {@code // expect LINE:COLUMN beginning of the message}.
 */
@RunWith(Parameterized.class)
public class JenkinsfileExamplesTest {

    private static final Pattern EXPECTED = Pattern.compile("// expect (\\d+):(\\d+) (.+)");
    private static final Pattern STAGES = Pattern.compile("// stages: (.+)");

    private final Path file;

    public JenkinsfileExamplesTest(String name, Path file) {
        this.file = file;
    }

    @Parameters(name = "{0}")
    public static List<Object[]> files() {
        return Stream.of("good", "bad")
                .flatMap(JenkinsfileExamplesTest::list)
                .map(path -> new Object[] {path.getParent().getFileName() + "/" + path.getFileName(), path})
                .toList();
    }

    private static Stream<Path> list(String folder) {
        try (Stream<Path> files = Files.list(
                Path.of(JenkinsfileExamplesTest.class.getResource(folder).toURI()))) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    public void shouldReportExactlyWhatTheFileSays() throws IOException {
        String source = Files.readString(file);
        List<String> expected = new ArrayList<>();
        Matcher matcher = EXPECTED.matcher(source);
        while (matcher.find()) {
            expected.add(matcher.group(1) + ":" + matcher.group(2) + ": "
                    + matcher.group(3).strip());
        }
        boolean good = file.getParent().getFileName().toString().equals("good");
        assertThat(expected.isEmpty()).as("a bad file says what is bad").isEqualTo(good);

        Jenkinsfile read = Jenkinsfile.parse(source, "Jenkinsfile", new UsualSteps());

        List<String> found = read.problems().stream().map(Problem::toString).toList();
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i)).startsWith(expected.get(i));
        }
        if (good) {
            Matcher stages = STAGES.matcher(source);
            assertThat(stages.find()).as("a good file says its stages").isTrue();
            String names = read.model().map(model -> names(model.stages())).orElse("scripted");
            assertThat(names.strip()).isEqualTo(stages.group(1).strip());
        } else {
            assertThat(read.model()).isEmpty();
        }
    }

    private static String names(List<Stage> stages) {
        return stages.stream().map(JenkinsfileExamplesTest::name).collect(Collectors.joining(", "));
    }

    private static String name(Stage stage) {
        Stage.Content content = stage.content();
        if (content instanceof Stage.Sequence sequence) {
            return stage.name() + "(" + names(sequence.stages()) + ")";
        }
        if (content instanceof Stage.Parallel parallel) {
            return stage.name() + "(parallel: " + names(parallel.stages()) + ")";
        }
        if (content instanceof Stage.Matrix matrix) {
            String axes = matrix.axes().stream()
                    .map(axis -> axis.name() + "=" + String.join("|", axis.values()))
                    .collect(Collectors.joining(" "));
            return stage.name() + "(matrix " + axes + ": " + names(matrix.stages()) + ")";
        }
        return stage.name();
    }
}
