package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.Util;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.step.Command;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import jenkins.MasterToSlaveFileCallable;

/** The folder of one command beside the workspace, on the agent: made before it runs, read after it ended. */
final class CommandFolder {
    /** How the folders' names begin. */
    static final String PREFIX = "mlcmd-";

    private static final String UNTIL = "until";
    private static final int STDERR_TAIL = 64 << 10;

    private CommandFolder() {}

    /** Makes the folder for this user alone, and says where the command's output file is. */
    static final class Prepare extends MasterToSlaveFileCallable<String> {
        private static final long serialVersionUID = 1L;

        private final String folder;
        private final String root;
        private final String outputFile;
        private final HashMap<String, String> secrets;
        private final long until;

        /**
         * @param outputFile relative to the current directory, null when there is none
         * @param secrets names of files in the folder to their texts
         * @param until milliseconds after which the folder is left over, whatever became of its run
         */
        Prepare(String folder, String root, String outputFile, Map<String, String> secrets, long until) {
            this.folder = folder;
            this.root = root;
            this.outputFile = outputFile;
            this.secrets = new HashMap<>(secrets);
            this.until = until;
        }

        @Override
        public String invoke(File directory, VirtualChannel channel) throws IOException {
            // Nobody may have used the workspace yet.
            Files.createDirectories(directory.toPath());
            Path made = Path.of(folder);
            Path parent = Files.createDirectories(Objects.requireNonNull(made.getParent()));
            sweep(parent);
            Files.createDirectory(
                    made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.writeString(made.resolve(UNTIL), Long.toString(until));
            for (Map.Entry<String, String> secret : secrets.entrySet()) {
                Path file = Files.createFile(
                        made.resolve(secret.getKey()),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, secret.getValue());
            }
            if (outputFile == null) {
                return null;
            }
            Path file = new Workspace(Path.of(root), directory.toPath()).resolve(outputFile);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            return file.toString();
        }

        /** Removes what runs left that nobody could tidy up after. */
        private static void sweep(Path parent) throws IOException {
            File[] folders = parent.toFile().listFiles((in, name) -> name.startsWith(PREFIX));
            for (File left : folders == null ? new File[0] : folders) {
                if (isOver(left.toPath().resolve(UNTIL))) {
                    Util.deleteRecursive(left);
                }
            }
        }

        private static boolean isOver(Path until) {
            try {
                return Long.parseLong(Files.readString(until).strip()) < System.currentTimeMillis();
            } catch (IOException | NumberFormatException e) {
                // Just being made, or not ours.
                return false;
            }
        }
    }

    /**
     * What a program left.
     *
     * @param absent true when there is no such program
     * @param tooMuch true when it printed more than may be captured
     */
    record Left(boolean absent, String stdout, boolean tooMuch, String stderr) implements Serializable {}

    /** Reads what a program left; invoked on the folder itself. */
    static final class Collect extends MasterToSlaveFileCallable<Left> {
        private static final long serialVersionUID = 1L;

        @Override
        public Left invoke(File folder, VirtualChannel channel) throws IOException {
            File stdout = new File(folder, "stdout");
            boolean tooMuch = stdout.length() > Command.CAPTURE_LIMIT;
            return new Left(
                    new File(folder, "absent").exists(),
                    tooMuch || !stdout.exists()
                            ? ""
                            // Bytes that are no UTF-8 become replacement characters, never an exception.
                            : new String(Files.readAllBytes(stdout.toPath()), StandardCharsets.UTF_8),
                    tooMuch,
                    tail(new File(folder, "stderr")));
        }

        private static String tail(File file) throws IOException {
            if (!file.exists()) {
                return "";
            }
            try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
                byte[] bytes = new byte[(int) Math.min(STDERR_TAIL, in.length())];
                in.seek(in.length() - bytes.length);
                in.readFully(bytes);
                return new String(bytes, StandardCharsets.UTF_8);
            }
        }
    }
}
