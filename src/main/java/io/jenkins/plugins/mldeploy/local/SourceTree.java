package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Commit;
import io.jenkins.plugins.mldeploy.host.Services;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a project's directory holds: the commit where Git says that the directory is as committed, else a digest of what differs from it, else, without Git, of
 * all files. Files that a run makes are not its source: what was neither tracked nor there at the start doesn't count, and {@code .mldeploy} never does.
 *
 * @param commit HEAD, null without Git
 * @param branch that HEAD is on, null when unknown
 * @param subject what evidence of this run is about
 * @param files that count although Git doesn't track them (with Git), or all that count (without)
 */
record SourceTree(String commit, String branch, Subject subject, Set<String> files) {
    private static final String STATE_FOLDER = ".mldeploy";
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /** Looks at the directory for the first time in a run. */
    static SourceTree of(Path directory) throws IOException {
        String commit = git(directory, "rev-parse", "--verify", "-q", "HEAD^{commit}");
        if (commit == null) {
            Set<String> files = unversioned(directory);
            return new SourceTree(null, null, Subject.tree(digest(directory, "", files)), files);
        }
        Set<String> untracked = new TreeSet<>(list(directory, "ls-files", "-z", "--others", "--exclude-standard", "."));
        untracked.removeIf(SourceTree::isState);
        return new SourceTree(
                commit.strip(), branch(directory), gitSubject(directory, commit.strip(), untracked), untracked);
    }

    /** What the directory holds now, by the same files. Equal to {@link #subject()} unless somebody changed the sources. */
    Subject now(Path directory) throws IOException {
        if (commit == null) {
            return Subject.tree(digest(directory, "", files));
        }
        String head = git(directory, "rev-parse", "--verify", "-q", "HEAD^{commit}");
        if (head == null) {
            throw new IOException("Git no longer answers in " + directory + "; what the sources are now can't be told");
        }
        return gitSubject(directory, head.strip(), files);
    }

    private static Subject gitSubject(Path directory, String head, Set<String> untracked) throws IOException {
        TreeSet<String> changed =
                new TreeSet<>(list(directory, "diff", "-z", "--name-only", "--relative", "HEAD", "--", "."));
        changed.removeIf(SourceTree::isState);
        changed.addAll(untracked);
        return changed.isEmpty() ? Subject.commit(head) : Subject.tree(digest(directory, head, changed));
    }

    /** The commits that this checkout has and {@code deployed} has not, newest first, at most {@link Services#COMMITS}; null means that nothing is deployed. Empty when Git can't tell. */
    Optional<List<Commit>> commitsSince(Path directory, String deployed) throws IOException {
        if (commit == null || deployed != null && !deployed.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            return Optional.empty();
        }
        String log = git(
                directory,
                "log",
                "-z",
                "--max-count=" + Services.COMMITS,
                "--format=%H%x1f%an%x1f%ae%x1f%aI%x1f%s",
                deployed == null ? commit : deployed + ".." + commit,
                "--");
        if (log == null) {
            return Optional.empty();
        }
        List<Commit> commits = new ArrayList<>();
        for (String line : log.split("\0")) {
            String[] parts = line.split("\u001f", 5);
            if (parts.length == 5) {
                commits.add(new Commit(
                        parts[0],
                        null,
                        parts[1],
                        parts[2],
                        OffsetDateTime.parse(parts[3]).toInstant(),
                        parts[4]));
            }
        }
        return Optional.of(commits);
    }

    private static String branch(Path directory) throws IOException {
        String name = git(directory, "symbolic-ref", "--short", "-q", "HEAD");
        if (name != null) {
            return name.strip();
        }
        // A detached HEAD, as a CI checks out: the branch is known when just one points here.
        String refs = git(
                directory, "for-each-ref", "--points-at", "HEAD", "--format=%(refname)", "refs/heads", "refs/remotes");
        Set<String> names = new TreeSet<>();
        for (String ref : refs == null ? new String[0] : refs.split("\n")) {
            String shortName = ref.replaceFirst("^refs/(heads|remotes/[^/]+)/", "");
            if (!shortName.isBlank() && !shortName.equals("HEAD")) {
                names.add(shortName);
            }
        }
        return names.size() == 1 ? names.iterator().next() : null;
    }

    private static String digest(Path directory, String start, Set<String> names) throws IOException {
        MessageDigest all = Sha256.digest();
        all.update(start.getBytes(StandardCharsets.UTF_8));
        for (String name : names) {
            Path file = directory.resolve(name);
            all.update((byte) 0);
            all.update(name.getBytes(StandardCharsets.UTF_8));
            all.update((byte) 0);
            all.update(content(file));
        }
        return Sha256.hex(all);
    }

    private static byte[] content(Path file) throws IOException {
        MessageDigest one = Sha256.digest();
        if (Files.isSymbolicLink(file)) {
            one.update(("link " + Files.readSymbolicLink(file)).getBytes(StandardCharsets.UTF_8));
        } else if (Files.isRegularFile(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                Sha256.update(one, in);
            }
        } else {
            one.update("absent".getBytes(StandardCharsets.UTF_8));
        }
        return one.digest();
    }

    /** Without a commit: what a first {@code git add} would take, so that ignored outputs are not source; without Git, everything. */
    private static Set<String> unversioned(Path directory) throws IOException {
        Path index = directory.resolve(STATE_FOLDER).resolve("sources.git");
        Files.createDirectories(index.getParent());
        if (git(directory, "init", "-q", "--bare", index.toString()) == null) {
            return walk(directory);
        }
        Set<String> files = new TreeSet<>(list(
                directory,
                "--git-dir",
                index.toString(),
                "--work-tree",
                directory.toString(),
                "ls-files",
                "-z",
                "--others",
                "--exclude-standard",
                "."));
        files.removeIf(SourceTree::isState);
        return files;
    }

    private static Set<String> walk(Path directory) throws IOException {
        TreeMap<String, Boolean> names = new TreeMap<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.equals(directory.resolve(STATE_FOLDER))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                names.put(directory.relativize(file).toString().replace('\\', '/'), true);
                return FileVisitResult.CONTINUE;
            }
        });
        return names.keySet();
    }

    private static boolean isState(String name) {
        return name.equals(STATE_FOLDER) || name.startsWith(STATE_FOLDER + "/");
    }

    private static List<String> list(Path directory, String... arguments) throws IOException {
        String output = git(directory, arguments);
        if (output == null) {
            throw new IOException("git " + String.join(" ", arguments) + " failed in " + directory);
        }
        return Arrays.stream(output.split("\0")).filter(name -> !name.isEmpty()).toList();
    }

    /** Whether one commit lies in the history of another; empty when there is no git, or it does not know them. */
    static Optional<Boolean> isAncestor(Path directory, String older, String younger) {
        if (!COMMIT.matcher(older).matches() || !COMMIT.matcher(younger).matches()) {
            return Optional.empty();
        }
        try {
            if (git(directory, "cat-file", "-e", older + "^{commit}") == null
                    || git(directory, "cat-file", "-e", younger + "^{commit}") == null) {
                return Optional.empty();
            }
            return Optional.of(git(directory, "merge-base", "--is-ancestor", older, younger) != null);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What git prints; null when there is no git, no repository, or it says no. */
    private static String git(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return null;
        }
        process.getOutputStream().close();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (InputStream in = process.getInputStream()) {
            in.transferTo(output);
        }
        try {
            return process.waitFor() == 0 ? output.toString(StandardCharsets.UTF_8) : null;
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while git ran", e);
        }
    }
}
