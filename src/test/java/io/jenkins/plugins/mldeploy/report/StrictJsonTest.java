package io.jenkins.plugins.mldeploy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;

public class StrictJsonTest {
    private static String read(byte[] bytes) throws IOException {
        StringBuilder all = new StringBuilder();
        try (JsonParser parser = StrictJson.parser(new ByteArrayInputStream(bytes), "r.json")) {
            while (parser.nextToken() != null) {
                all.append(parser.getText());
            }
        }
        return all.toString();
    }

    @Test
    public void everyEncodingOfUnicodeIsReadWithAndWithoutItsMark() throws IOException {
        for (String text : List.of("{\"é€\":\"😀\"}", "7", "[]", "", "{\"long\":\"" + "😀é".repeat(20_000) + "\"}")) {
            String expected = text.replaceAll("[\":]", "");
            for (String charset : List.of("UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE")) {
                byte[] plain = text.getBytes(Charset.forName(charset));
                // A single digit in UTF-32 has the four bytes that tell it apart, and no text at all has none.
                assertThat(read(plain)).as(charset + " " + text.length()).isEqualTo(expected);
                assertThat(read(("\ufeff" + text).getBytes(Charset.forName(charset))))
                        .as(charset + " with a mark, " + text.length())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    public void whatIsNotUtf8IsRefusedAtItsPlace() {
        assertThatThrownBy(() -> read("{\"a\": 1,\n \"b\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOfSatisfying(
                        UnreadableReport.class, e -> assertThat(e.code()).isEqualTo("REPORT_MALFORMED"))
                .hasMessageStartingWith("r.json:2:8: not valid UTF-8 here")
                .hasMessageContaining("convert the file");
        assertThatThrownBy(() -> read(("[" + "1,\n".repeat(50_000) + "\"é\"]").getBytes(StandardCharsets.ISO_8859_1)))
                .hasMessageStartingWith("r.json:50001:2: ");
    }

    @Test
    public void noInvalidSequenceIsReplaced() {
        for (String hex : List.of("c3", "c328", "a0", "c0af", "e282", "eda080", "f0288cbc", "f5808080", "ff", "efbb")) {
            byte[] bad = new java.math.BigInteger("22" + hex + "22", 16).toByteArray();
            assertThatThrownBy(() -> read(bad)).as("within a string: " + hex).isInstanceOf(UnreadableReport.class);
            byte[] end = new java.math.BigInteger("3120" + hex, 16).toByteArray();
            assertThatThrownBy(() -> read(end)).as("at the end: " + hex).isInstanceOf(UnreadableReport.class);
        }
    }
}
