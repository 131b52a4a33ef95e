package io.jenkins.plugins.mldeploy.local;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What a run was about when it started, kept in its folder: a run that is resumed is still about that, whatever the directory holds by then.
 *
 * @param sources of the project at the start
 * @param startedAt when
 * @param requester who started it: the user of the operating system
 */
record RunIdentity(SourceTree sources, Instant startedAt, String requester) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static RunIdentity now(Path directory, Instant now) throws IOException {
        return new RunIdentity(SourceTree.of(directory), now, System.getProperty("user.name"));
    }

    static RunIdentity read(Path runDirectory) throws IOException {
        return JSON.readValue(file(runDirectory).toFile(), RunIdentity.class);
    }

    void write(Path runDirectory) throws IOException {
        Files.write(file(runDirectory), JSON.writeValueAsBytes(this));
    }

    private static Path file(Path runDirectory) {
        return runDirectory.resolve("identity.json");
    }

    RunInfo info(ProjectHome project, int number) {
        Origin origin = new Origin(project.job(), number, sources.commit(), sources.branch(), true, List.of(requester));
        return new RunInfo(origin, sources.subject(), null, startedAt, true);
    }
}
