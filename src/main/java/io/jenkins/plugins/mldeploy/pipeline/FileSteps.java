package io.jenkins.plugins.mldeploy.pipeline;

import static io.jenkins.plugins.mldeploy.pipeline.StepSpec.Type.ANY;
import static io.jenkins.plugins.mldeploy.pipeline.StepSpec.Type.BOOLEAN;
import static io.jenkins.plugins.mldeploy.pipeline.StepSpec.Type.NUMBER;
import static io.jenkins.plugins.mldeploy.pipeline.StepSpec.Type.TEXT;
import static io.jenkins.plugins.mldeploy.pipeline.StepSpec.leaf;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The steps that read, write, keep and remove files. */
final class FileSteps {
    private FileSteps() {}

    static List<StepSpec> all() {
        return List.of(
                leaf("readFile", (call, in) -> read(in.directory().resolve(call.text("file")), call.text("encoding")))
                        .required("file", TEXT)
                        .optional("encoding", TEXT)
                        .unnamed("file"),
                leaf("writeFile", FileSteps::write)
                        .required("file", TEXT)
                        .required("text", TEXT)
                        .optional("encoding", TEXT),
                leaf("fileExists", (call, in) -> Files.exists(in.directory().resolve(call.text("file"))))
                        .required("file", TEXT)
                        .unnamed("file"),
                leaf("readJSON", FileSteps::readJson)
                        .optional("file", TEXT)
                        .optional("text", TEXT)
                        .optional("returnPojo", BOOLEAN, true),
                leaf("deleteDir", (call, in) -> deleteDir(in)),
                leaf("stash", FileSteps::stash)
                        .required("name", TEXT)
                        .optional("includes", TEXT, "**")
                        .optional("excludes", TEXT)
                        .optional("useDefaultExcludes", BOOLEAN, true)
                        .optional("allowEmpty", BOOLEAN, false)
                        .unnamed("name"),
                leaf("unstash", FileSteps::unstash).required("name", TEXT).unnamed("name"),
                leaf("archiveArtifacts", FileSteps::archive)
                        .required("artifacts", TEXT)
                        .optional("excludes", TEXT)
                        .optional("allowEmptyArchive", BOOLEAN, false)
                        .optional("fingerprint", BOOLEAN, false)
                        .optional("onlyIfSuccessful", BOOLEAN, false)
                        .optional("caseSensitive", BOOLEAN, true)
                        .optional("defaultExcludes", BOOLEAN, true)
                        .optional("followSymlinks", BOOLEAN, true)
                        .unnamed("artifacts"),
                leaf("junit", new JunitStep())
                        .required("testResults", TEXT)
                        .optional("allowEmptyResults", BOOLEAN, false)
                        .optional("skipMarkingBuildUnstable", BOOLEAN, false)
                        .optional("keepLongStdio", BOOLEAN)
                        .optional("healthScaleFactor", NUMBER)
                        .optional("skipPublishingChecks", BOOLEAN)
                        .optional("skipOldReports", BOOLEAN)
                        .optional("checksName", TEXT)
                        .optional("testDataPublishers", ANY)
                        .unnamed("testResults"));
    }

    private static String read(Path file, String encoding) throws IOException, StepFailed {
        try {
            return Files.readString(file, charset(encoding));
        } catch (NoSuchFileException missing) {
            throw new StepFailed("there is no file " + file, missing);
        } catch (java.nio.charset.CharacterCodingException wrong) {
            throw new StepFailed(file + " is not text in " + charset(encoding) + "; name its encoding", wrong);
        }
    }

    private static Charset charset(String encoding) throws StepFailed {
        try {
            return encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
        } catch (IllegalArgumentException unknown) {
            throw new StepFailed("no encoding is called '" + encoding + "'", unknown);
        }
    }

    private static Object write(StepCall call, StepContext in) throws IOException, StepFailed {
        Path file = in.directory().resolve(call.text("file"));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, call.text("text"), charset(call.text("encoding")));
        return null;
    }

    private static Object readJson(StepCall call, StepContext in) throws IOException, StepFailed {
        boolean fromFile = call.text("file") != null;
        if (fromFile == (call.text("text") != null)) {
            throw new IllegalArgumentException("readJSON takes either file or text");
        }
        String text = fromFile ? read(in.directory().resolve(call.text("file")), null) : call.text("text");
        try {
            return StrictJson.mapper().readValue(text, Object.class);
        } catch (JsonProcessingException e) {
            throw new StepFailed(
                    StrictJson.unreadable(fromFile ? call.text("file") : "the text", e)
                            .getMessage(),
                    e);
        }
    }

    /** Never the project itself: on Jenkins a workspace is a copy, here it is the only one. */
    private static Object deleteDir(StepContext in) throws IOException {
        Path directory = in.directory().toAbsolutePath().normalize();
        if (in.workspace().startsWith(directory)) {
            in.log("deleteDir: nothing is deleted, for here the workspace is your project itself: " + directory);
            return null;
        }
        if (!directory.startsWith(in.workspace())) {
            throw new IOException("deleteDir: " + directory + " is outside the project " + in.workspace());
        }
        if (Files.isDirectory(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return null;
    }

    /** The files that a pattern names, without the run's own folder, and without Git's unless it is asked for. */
    static List<Path> select(StepContext in, String includes, String excludes, boolean defaults) throws IOException {
        Workspace workspace = new Workspace(in.workspace(), in.directory());
        List<Path> files = new ArrayList<>(workspace.glob(includes));
        Set<Path> without = excludes == null ? Set.of() : new HashSet<>(workspace.glob(excludes));
        Path root = workspace.directory();
        files.removeIf(file -> without.contains(file)
                || part(root.relativize(file), ".mldeploy")
                || defaults && part(root.relativize(file), ".git"));
        return files;
    }

    private static boolean part(Path path, String name) {
        for (Path part : path) {
            if (part.toString().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static Object stash(StepCall call, StepContext in) throws IOException, StepFailed {
        List<Path> files = select(in, call.text("includes"), call.text("excludes"), call.flag("useDefaultExcludes"));
        if (files.isEmpty() && !call.flag("allowEmpty")) {
            throw new StepFailed("stash '" + call.text("name") + "': no file matches '" + call.text("includes") + "'");
        }
        Path to = folder(in, call.text("name"));
        copy(files, in.directory().toRealPath(), to);
        in.log("Stashed " + files.size() + " file(s)");
        return null;
    }

    private static Object unstash(StepCall call, StepContext in) throws IOException, StepFailed {
        Path from = folder(in, call.text("name"));
        if (!Files.isDirectory(from)) {
            throw new StepFailed("unstash: nothing was stashed as '" + call.text("name") + "' in this run");
        }
        try (Stream<Path> all = Files.walk(from)) {
            copy(all.filter(Files::isRegularFile).toList(), from, in.directory());
        }
        return null;
    }

    private static Path folder(StepContext in, String name) throws StepFailed {
        if (!name.matches("[\\w.@ +-]{1,100}") || name.startsWith(".")) {
            throw new StepFailed("'" + name + "' cannot be the name of a stash: use letters, digits, -, _ and .");
        }
        return in.runDirectory().resolve("stashes").resolve(name);
    }

    private static void copy(List<Path> files, Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static Object archive(StepCall call, StepContext in) throws IOException, StepFailed {
        List<Path> files = select(in, call.text("artifacts"), call.text("excludes"), call.flag("defaultExcludes"));
        if (files.isEmpty()) {
            String none = "archiveArtifacts: no file matches '" + call.text("artifacts") + "'";
            if (!call.flag("allowEmptyArchive")) {
                throw new StepFailed(none);
            }
            in.log(none);
            return null;
        }
        Path to = in.runDirectory().resolve("archive");
        copy(files, in.directory().toRealPath(), to);
        in.log("Archived " + files.size() + " file(s) in " + to);
        return null;
    }
}
