package io.jenkins.plugins.mldeploy.jenkins.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What somebody with access to the disk could do. */
public final class JournalDamage {
    private JournalDamage() {}

    /** Changes a text in the newest segment behind the back of the suite. */
    public static void change(String from, String to) throws IOException {
        SuiteHome.close();
        List<Path> segments;
        try (Stream<Path> files = Files.list(SuiteHome.folder().resolve("journal"))) {
            segments = files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        }
        Path newest = segments.get(segments.size() - 1);
        String text = Files.readString(newest);
        assertThat(text).contains(from);
        Files.writeString(newest, text.replace(from, to));
    }
}
