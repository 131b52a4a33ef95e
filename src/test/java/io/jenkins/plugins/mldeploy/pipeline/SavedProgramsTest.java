package io.jenkins.plugins.mldeploy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/** A run that waits while {@code mldeploy} is replaced by another build of it goes on where it was. */
@RunWith(Parameterized.class)
public class SavedProgramsTest {
    /** What each says from there on. */
    private static final Map<String, List<String>> SAYS = Map.of(
            "input",
            List.of("blue", "twice 4", "[a, b] [a:1, b:[2, 3]] [1, 2, 3] 4 7 n=1 8 5"),
            "each",
            List.of("sum 6"),
            "blocks",
            List.of("ERROR: told to", "ends UNSTABLE"),
            "parallel",
            List.of("[one] one went on", "[two] came back with {\"at\":2}", "[three] awake", "joined"),
            "declarative",
            List.of("[asks] asks blue", "[asks] asked", "[steps] by ada", "last blue", "good", "clean"),
            "credentials",
            List.of("Authorization: ****"),
            "interrupted",
            List.of(
                    "[gate] through the gate",
                    "ERROR: the step 'sh' was interrupted by the end of the process; not run again"));

    @Rule
    public final Laptop laptop = new Laptop();

    @Parameterized.Parameter
    public Path saved;

    @Parameterized.Parameters(name = "{0}")
    public static Collection<Path> saved() throws Exception {
        try (Stream<Path> files = Files.walk(SavedPrograms.FOLDER, 2)) {
            return files.filter(file -> Files.exists(file.resolve("program.dat")))
                    .sorted()
                    .toList();
        }
    }

    private String name() {
        return saved.getFileName().toString();
    }

    private void restore() throws Exception {
        SavedPrograms.copy(saved, laptop.runDirectory());
        laptop.step(SavedPrograms.machine()).credential("token", Map.of("secret", "s3cr3t-value"));
    }

    @Test
    public void goesOnAsIfNothingHadHappened() throws Exception {
        restore();
        laptop.resume();
        for (String question : SavedPrograms.questions(name())) {
            laptop.current().answer(question, new InputAnswer(true, "ada", Map.of()));
        }
        assertThat(laptop.result())
                .isEqualTo(
                        switch (name()) {
                            case "interrupted" -> RunResult.FAILURE;
                            case "blocks" -> RunResult.UNSTABLE;
                            default -> RunResult.SUCCESS;
                        });
        assertThat(laptop.lines()).containsAll(SAYS.get(name()));
        if (name().equals("credentials")) {
            assertThat(laptop.workspace().resolve("out")).hasContent("Authorization: s3cr3t-value");
        }
    }

    @Test
    public void holdsNoSecret() throws Exception {
        assertThat(new String(Files.readAllBytes(saved.resolve("program.dat")), StandardCharsets.ISO_8859_1))
                .doesNotContain("s3cr3t-value");
    }

    /** What can't be understood stays as it is, so that the build that understands it goes on with it. */
    @Test
    public void whatANewerBuildSavedIsRefusedAndLeftAsItIs() throws Exception {
        restore();
        Path program = laptop.runDirectory().resolve("program.dat");
        byte[] whole = Files.readAllBytes(program);
        byte[] newer = ProgramCodec.ofForm(99, whole);
        Files.write(program, newer);
        assertThatThrownBy(laptop::resume)
                .hasMessageContaining(
                        "cannot be resumed: it was saved by a newer version (form 99; this one knows forms"
                                + " up to 1)")
                .hasMessageContaining("nothing was changed");
        assertThat(Files.readAllBytes(program)).isEqualTo(newer);
        // That build is back.
        Files.write(program, whole);
        goesOn();
    }

    /** Of a class that has other fields by now, in a way that nobody can bridge. */
    @Test
    public void aClassOfAnotherFormIsRefusedAndLeftAsItIs() throws Exception {
        restore();
        Path program = laptop.runDirectory().resolve("program.dat");
        byte[] whole = Files.readAllBytes(program);
        byte[] other = whole.clone();
        byte[] name = (RunState.class.getName()).getBytes(StandardCharsets.UTF_8);
        int at = indexOf(other, name) + name.length;
        assertThat(other[at + 7]).as("its serialVersionUID").isEqualTo((byte) 1);
        other[at + 7] = 2;
        Files.write(program, other);
        assertThatThrownBy(laptop::resume)
                .hasMessageContaining("cannot be resumed")
                .hasMessageContaining("RunState")
                .hasMessageContaining("another version")
                .hasMessageContaining("nothing was changed");
        assertThat(Files.readAllBytes(program)).isEqualTo(other);
        Files.write(program, whole);
        goesOn();
    }

    private void goesOn() throws Exception {
        laptop.resume();
        assertThat(laptop.runDirectory().resolve("state.json")).exists();
        laptop.current().abort("enough");
        assertThat(laptop.result()).isIn(RunResult.ABORTED, RunResult.FAILURE);
    }

    private static int indexOf(byte[] whole, byte[] part) {
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(new String(part, StandardCharsets.ISO_8859_1));
        assertThat(at).isNotNegative();
        return at;
    }
}
