package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.host.Services;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who holds a Lease, as its {@code holderIdentity} says it.
 *
 * @param host a name for people, with a random part that is made once in the suite's home
 * @param run as people know it
 * @param deploymentId of the deployment
 */
record LeaseIdentity(String host, String run, String deploymentId) {
    private static final Pattern TEXT = Pattern.compile("([^|]{1,100})\\|([^|]{1,300})\\|([^|]{1,100})");

    static LeaseIdentity of(Services services, String deploymentId) throws IOException {
        return new LeaseIdentity(
                host(services.home()), services.run().origin().display().replace('|', '_'), deploymentId);
    }

    private static String host(Path home) throws IOException {
        Path file = home.resolve("host-id");
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            String name;
            try {
                name = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
            } catch (UnknownHostException unknown) {
                name = "host";
            }
            String id = name.substring(0, Math.min(60, name.length())) + "-"
                    + UUID.randomUUID().toString().substring(0, 8);
            try {
                Files.writeString(file, id, StandardOpenOption.CREATE_NEW);
                return id;
            } catch (FileAlreadyExistsException raced) {
                return Files.readString(file, StandardCharsets.UTF_8).strip();
            }
        }
    }

    /** Empty when somebody else's program holds the Lease. */
    static Optional<LeaseIdentity> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new LeaseIdentity(matcher.group(1), matcher.group(2), matcher.group(3)))
                : Optional.empty();
    }

    String text() {
        return host + "|" + run + "|" + deploymentId;
    }

    String display() {
        return run + " on " + host;
    }
}
