package io.jenkins.plugins.mldeploy.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * States of a step that an earlier build saved, one a file: read by this build, gone on with, and written as they were. The files of the build of 26 November 2026 lie in {@code saved-1} beside the other fixtures of a
 * step, and are never written again.
 *
 * @param key name of the property that says which state it is
 */
public record SavedStates<S>(StepMachine<S> machine, String step, String key) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Path folder() {
        return Path.of("src/test/resources/io/jenkins/plugins/mldeploy", step, "saved-1");
    }

    /** Name of the state to its text. */
    public Map<String, String> texts() throws IOException {
        Map<String, String> saved = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.toList()) {
                saved.put(
                        file.getFileName().toString().replace(".json", ""),
                        Files.readString(file).strip());
            }
        }
        return saved;
    }

    /** After a restart, and after a stop, each has a next turn; and nothing of it is lost. */
    public void assertThatEachGoesOn() throws IOException {
        for (Map.Entry<String, String> each : texts().entrySet()) {
            S state = StateCodec.read(machine, each.getValue());
            assertThat(missing(JSON.readTree(each.getValue()), JSON.readTree(StateCodec.write(machine, state))))
                    .as(each.getKey())
                    .isEmpty();
            assertThat(machine.next(state, new Event.Resumed(Instant.parse("2026-11-26T20:00:00Z")))
                            .action())
                    .as(each.getKey())
                    .isNotNull();
            assertThat(machine.next(state, new Event.Stopped("stopped by sam")).action())
                    .as(each.getKey())
                    .isNotNull();
        }
    }

    /** What was said and is not said again. What this build says in addition is its own. */
    private static List<String> missing(JsonNode before, JsonNode now) {
        List<String> missing = new ArrayList<>();
        if (before.isObject()) {
            before.fieldNames().forEachRemaining(name -> missing(before.get(name), now.path(name))
                    .forEach(lost -> missing.add(name + "." + lost)));
        } else if (before.isArray() && before.size() == now.size()) {
            for (int i = 0; i < before.size(); i++) {
                missing.addAll(missing(before.get(i), now.get(i)));
            }
        } else if (!before.equals(now)) {
            missing.add(before + " is " + now);
        }
        return missing;
    }

    /** Keeps the first of each state that has no file yet; {@code root} becomes {@code /agent}. */
    public Consumer<String> recorder(Path root) throws IOException {
        Files.createDirectories(folder());
        Pattern name = Pattern.compile("\"state\":\\{.*?\"" + key + "\":\"(\\w+)\"");
        return text -> {
            Matcher found = name.matcher(text);
            assertThat(found.find()).as(text).isTrue();
            Path file = folder().resolve(found.group(1).toLowerCase(java.util.Locale.ROOT) + ".json");
            try {
                if (!Files.exists(file)) {
                    Files.writeString(file, text.replace(root.toString(), "/agent") + "\n");
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        };
    }
}
