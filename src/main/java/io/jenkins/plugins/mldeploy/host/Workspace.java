package io.jenkins.plugins.mldeploy.host;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The files of a run, seen from the machine that they lie on. Every path is relative to the current directory of the step and
 * stays inside the workspace, symbolic links resolved.
 */
public final class Workspace {
    private final Path root;
    private final Path directory;
    private final Path temporary;

    /**
     * With the temporary folder where Jenkins has it, beside the workspace: {@code <workspace>@tmp}.
     *
     * @param root the workspace
     * @param directory current directory of the step ({@code dir('…') { }}), inside the root
     */
    public Workspace(Path root, Path directory) throws IOException {
        this(root, directory, root.toRealPath().resolveSibling(root.toRealPath().getFileName() + "@tmp"));
    }

    /**
     * @param root the workspace
     * @param directory current directory of the step ({@code dir('…') { }}), inside the root
     * @param temporary folder for files that are nobody's business and are never archived; need not exist
     */
    public Workspace(Path root, Path directory, Path temporary) throws IOException {
        this.root = root.toRealPath();
        this.directory = directory.toRealPath();
        this.temporary = temporary.toAbsolutePath().normalize();
        if (!this.directory.startsWith(this.root)) {
            throw new IOException(directory + " is outside the workspace " + root);
        }
    }

    /** The current directory of the step, absolute. */
    public Path directory() {
        return directory;
    }

    /** Folder for files that are nobody's business: outside of what is archived, seen by the step's programs too. Need not exist. */
    public Path temporary() {
        return temporary;
    }

    /**
     * The file of that name, which need not exist.
     *
     * @throws IOException when the name leads out of the workspace, also through a symbolic link
     */
    public Path resolve(String name) throws IOException {
        Path path;
        try {
            path = directory.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new IOException("not a file name: '" + name + "': " + e.getReason(), e);
        }
        Path existing = path;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!path.startsWith(root) || existing == null || !existing.toRealPath().startsWith(root)) {
            throw new IOException("'" + name + "' leads out of the workspace " + root + "; name a file inside it");
        }
        return path;
    }

    /**
     * The regular files that match an Ant-like pattern ({@code **}, {@code *}, {@code ?}), sorted; several patterns are separated by commas.
     * Symbolic links to directories are not followed.
     *
     * @throws IOException when a pattern leads out of the workspace or the directory can't be read
     */
    public List<Path> glob(String patterns) throws IOException {
        List<PathMatcher> matchers = new ArrayList<>();
        for (String pattern : patterns.split(",")) {
            String glob = pattern.strip();
            if (glob.isEmpty()) {
                continue;
            }
            if (glob.startsWith("/") || glob.contains("..")) {
                throw new IOException("pattern '" + glob + "' must be relative and must not contain '..'");
            }
            matchers.add(matcher(glob));
            if (glob.startsWith("**/")) {
                // In Ant's patterns **/x matches x itself; in Java's it does not.
                matchers.add(matcher(glob.substring(3)));
            }
            if (glob.contains("/**/")) {
                matchers.add(matcher(glob.replace("/**/", "/")));
            }
        }
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path relative = directory.relativize(file);
                if (matchers.stream().anyMatch(matcher -> matcher.matches(relative))
                        && file.toRealPath().startsWith(root)
                        && Files.isRegularFile(file)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(Comparator.naturalOrder());
        return found;
    }

    private static PathMatcher matcher(String glob) {
        // Brackets and braces mean nothing in Ant's patterns.
        String escaped = glob.replaceAll("([\\\\\\[\\]{}])", "\\\\$1");
        return FileSystems.getDefault().getPathMatcher("glob:" + escaped);
    }

    /** The name of a file as people see it: relative to the current directory, with slashes. */
    public String display(Path file) {
        Path shown = file.startsWith(directory) ? directory.relativize(file) : file;
        return shown.toString().replace('\\', '/');
    }
}
