package io.jenkins.plugins.mldeploy.scan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** All judged findings as JSON lines, packed: what travels from the agent and what a payload holds. */
final class FindingList implements Serializable {
    private static final long serialVersionUID = 1;

    private final byte[] packed;

    private FindingList(byte[] packed) {
        this.packed = packed;
    }

    static FindingList of(List<Judged> findings) throws IOException {
        ObjectWriter writer = StrictJson.mapper().writerFor(Judged.class);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            for (Judged finding : findings) {
                out.write(writer.writeValueAsBytes(finding));
                out.write('\n');
            }
        }
        return new FindingList(bytes.toByteArray());
    }

    /** As JSON lines. */
    InputStream lines() throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(packed));
    }

    void each(Consumer<Judged> consumer) throws IOException {
        read("findings", lines(), consumer);
    }

    /** @throws UnreadableReport when it is not what {@link #of} wrote */
    static void read(String name, InputStream lines, Consumer<Judged> consumer) throws IOException {
        ObjectReader reader =
                StrictJson.mapper().readerFor(Judged.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        try (InputStream in = lines;
                MappingIterator<Judged> all =
                        reader.readValues(new java.io.InputStreamReader(in, StandardCharsets.UTF_8))) {
            while (all.hasNextValue()) {
                consumer.accept(all.nextValue());
            }
        } catch (JsonProcessingException e) {
            throw StrictJson.unreadable(name, e);
        }
    }
}
