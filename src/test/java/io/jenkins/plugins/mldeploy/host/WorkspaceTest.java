package io.jenkins.plugins.mldeploy.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class WorkspaceTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;
    private Workspace workspace;

    @Before
    public void makeFiles() throws IOException {
        root = folder.newFolder("workspace").toPath();
        for (String file : new String[] {"a.xml", "out/b.xml", "out/deep/c.xml", "out/d.json", "out/[e].xml"}) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.writeString(root.resolve(file), "");
        }
        workspace = new Workspace(root, root);
    }

    @Test
    public void patternsAreThoseOfAnt() throws IOException {
        assertThat(names("out/*.xml")).containsExactly("out/[e].xml", "out/b.xml");
        assertThat(names("**/*.xml")).containsExactly("a.xml", "out/[e].xml", "out/b.xml", "out/deep/c.xml");
        assertThat(names("out/**/*.xml")).containsExactly("out/[e].xml", "out/b.xml", "out/deep/c.xml");
        assertThat(names("a.xml, out/d.json")).containsExactly("a.xml", "out/d.json");
        assertThat(names("out/[e].xml")).containsExactly("out/[e].xml");
        assertThat(names("nothing/*")).isEmpty();
    }

    private Iterable<String> names(String pattern) throws IOException {
        return workspace.glob(pattern).stream().map(workspace::display).toList();
    }

    @Test
    public void noNameLeadsOutOfTheWorkspace() throws IOException {
        Files.writeString(folder.getRoot().toPath().resolve("secret"), "x");
        Files.createSymbolicLink(root.resolve("link"), folder.getRoot().toPath());
        Files.createSymbolicLink(
                root.resolve("link.xml"), folder.getRoot().toPath().resolve("secret"));
        for (String name : new String[] {"../secret", "/etc/passwd", "out/../../secret", "link/secret", "link.xml"}) {
            assertThatThrownBy(() -> workspace.resolve(name))
                    .as(name)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("out of the workspace");
        }
        assertThatThrownBy(() -> workspace.glob("../*")).isInstanceOf(IOException.class);
        assertThat(names("*.xml")).containsExactly("a.xml");
    }

    @Test
    public void aNewFileMayBeNamed() throws IOException {
        assertThat(workspace.resolve("new/folder/file.json"))
                .isEqualTo(root.toRealPath().resolve("new/folder/file.json"));
    }
}
