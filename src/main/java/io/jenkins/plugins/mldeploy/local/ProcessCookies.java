package io.jenkins.plugins.mldeploy.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** Finds the processes whose environment carries a cookie. */
final class ProcessCookies {
    private static final Path PROC = Path.of("/proc");
    private static final String RUN_COOKIE = "JENKINS_NODE_COOKIE";

    private ProcessCookies() {}

    /** All but this process itself; none where the system has no {@code /proc}. */
    static Set<ProcessHandle> holders(String cookie) {
        Set<ProcessHandle> found = new LinkedHashSet<>();
        long self = ProcessHandle.current().pid();
        if (!Files.isDirectory(PROC)) {
            return found;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                long pid = Long.parseLong(entry.getFileName().toString());
                if (pid != self && carries(entry, cookie)) {
                    ProcessHandle.of(pid).ifPresent(found::add);
                }
            }
        } catch (IOException unreadable) {
            // Processes that cannot be listed are not ours to end.
        }
        return found;
    }

    private static boolean carries(Path process, String cookie) {
        String environment;
        try {
            environment = '\0'
                    + new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1)
                    + '\0';
        } catch (IOException goneOrForeign) {
            return false;
        }
        String wanted = new String(cookie.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return environment.contains('\0' + Processes.COOKIE + '=' + wanted + '\0')
                || environment.contains('\0' + RUN_COOKIE + '=' + wanted + '\0');
    }
}
