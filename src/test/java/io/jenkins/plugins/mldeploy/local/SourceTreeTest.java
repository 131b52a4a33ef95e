package io.jenkins.plugins.mldeploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.evidence.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SourceTreeTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path repository;
    private Path project;

    @Before
    public void makeProject() throws IOException {
        repository = folder.newFolder("repository").toPath();
        project = Files.createDirectories(repository.resolve("examples/app"));
        Files.writeString(project.resolve("app.py"), "print(1)");
        Files.writeString(project.resolve(".gitignore"), "out/\n");
        Files.writeString(repository.resolve("README"), "outside the project");
    }

    @Test
    public void aCleanCheckoutIsItsCommit() throws Exception {
        commit();
        SourceTree tree = SourceTree.of(project);
        assertThat(tree.subject()).isEqualTo(Subject.commit(tree.commit()));
        assertThat(tree.branch()).isEqualTo("trunk");
        assertThat(tree.now(project)).isEqualTo(tree.subject());
    }

    @Test
    public void whatARunMakesIsNotItsSource() throws Exception {
        commit();
        SourceTree tree = SourceTree.of(project);
        write("out/report.xml", "ignored");
        write(".mldeploy/journal/journal-000000000001.jsonl", "state");
        write("new-report.xml", "not there at the start");
        Files.writeString(repository.resolve("README"), "changed outside the project");
        assertThat(tree.now(project)).isEqualTo(tree.subject());
    }

    @Test
    public void aChangedFileIsAnotherSource() throws Exception {
        commit();
        SourceTree tree = SourceTree.of(project);
        write("app.py", "print(2)");
        assertThat(tree.now(project)).isNotEqualTo(tree.subject());
        assertThat(tree.now(project).value()).startsWith("tree:");
        Files.delete(project.resolve("app.py"));
        assertThat(tree.now(project)).isNotEqualTo(tree.subject());
    }

    @Test
    public void aCommitDuringTheRunIsAnotherSource() throws Exception {
        commit();
        SourceTree tree = SourceTree.of(project);
        write("app.py", "print(2)");
        git("add", ".");
        git("commit", "-q", "-m", "second");
        assertThat(tree.now(project)).isNotEqualTo(tree.subject());
    }

    @Test
    public void uncommittedChangesAreATreeOfTheirOwn() throws Exception {
        commit();
        write("app.py", "print(2)");
        write("untracked.py", "print(3)");
        SourceTree tree = SourceTree.of(project);
        assertThat(tree.subject().value()).startsWith("tree:");
        assertThat(tree.now(project)).isEqualTo(tree.subject());
        write("untracked.py", "print(4)");
        assertThat(tree.now(project)).isNotEqualTo(tree.subject());
    }

    @Test
    public void withoutARepositoryTheFilesThatGitWouldTakeCount() throws Exception {
        write("out/report.xml", "ignored");
        SourceTree tree = SourceTree.of(project);
        assertThat(tree.commit()).isNull();
        write("out/report.xml", "changed by the run");
        assertThat(tree.now(project)).isEqualTo(tree.subject());
        write("app.py", "print(2)");
        assertThat(tree.now(project)).isNotEqualTo(tree.subject());
    }

    @Test
    public void aDetachedHeadKnowsItsBranchWhenJustOnePointsThere() throws Exception {
        commit();
        git("checkout", "-q", "--detach");
        assertThat(SourceTree.of(project).branch()).isEqualTo("trunk");
        git("branch", "other");
        assertThat(SourceTree.of(project).branch()).isNull();
    }

    private void write(String name, String text) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void commit() throws Exception {
        git("init", "-q", "-b", "trunk");
        git("add", ".");
        git("commit", "-q", "-m", "first");
    }

    private void git(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 7];
        System.arraycopy(
                new String[] {"git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"
                },
                0,
                command,
                0,
                7);
        System.arraycopy(arguments, 0, command, 7, arguments.length);
        Process process = new ProcessBuilder(command)
                .directory(repository.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }
}
