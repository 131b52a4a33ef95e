package io.jenkins.plugins.mldeploy.jenkins.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The files of a folder that a running Jenkins makes and removes files in. */
public final class FilesInUse {
    private FilesInUse() {}

    /** All regular files below it; one that goes away meanwhile is not there. */
    public static List<Path> below(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) throws IOException {
                return carryOn(gone);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException gone) throws IOException {
                return gone == null ? FileVisitResult.CONTINUE : carryOn(gone);
            }
        });
        return files;
    }

    private static FileVisitResult carryOn(IOException gone) throws IOException {
        if (gone instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw gone;
    }

    /** Its bytes, one character each; empty when it went away. */
    public static String content(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException gone) {
            return "";
        }
    }
}
