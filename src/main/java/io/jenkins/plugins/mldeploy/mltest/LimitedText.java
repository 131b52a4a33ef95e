package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** UTF-8 text of a report, strictly decoded, with or without byte order mark. A record longer than {@link #RECORD} characters is an error. */
final class LimitedText extends FilterReader {
    static final int RECORD = 1 << 20;

    private final String file;
    private long sinceRecord;

    private LimitedText(String file, Reader in) {
        super(in);
        this.file = file;
    }

    static LimitedText open(ReportSource report) throws IOException {
        InputStream in = report.open();
        Reader reader = new BufferedReader(new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        LimitedText text = new LimitedText(report.name(), reader);
        try {
            reader.mark(1);
            if (text.read() != '\uFEFF') {
                reader.reset();
            }
            return text;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** To be called for each record: the limit counts from here. */
    void recordRead() {
        sinceRecord = 0;
    }

    /** The next line without its end, null after the last. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = read();
        if (c < 0) {
            return null;
        }
        for (; c >= 0 && c != '\n'; c = read()) {
            line.append((char) c);
        }
        recordRead();
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }

    @Override
    public int read() throws IOException {
        try {
            int c = in.read();
            count(c < 0 ? 0 : 1, c == 0);
            return c;
        } catch (CharacterCodingException e) {
            throw notUtf8(e);
        }
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        try {
            int read = in.read(buffer, offset, length);
            boolean nul = false;
            for (int i = offset; i < offset + read && !nul; i++) {
                nul = buffer[i] == 0;
            }
            count(Math.max(read, 0), nul);
            return read;
        } catch (CharacterCodingException e) {
            throw notUtf8(e);
        }
    }

    private void count(int read, boolean nul) throws UnreadableReport {
        sinceRecord += read;
        if (sinceRecord > RECORD) {
            throw new UnreadableReport(
                    "REPORT_TOO_LARGE",
                    file,
                    "a record is longer than " + RECORD + " characters; is a quote left open?");
        }
        if (nul) {
            throw new UnreadableReport("REPORT_MALFORMED", file, "there is a NUL in it; expected text in UTF-8");
        }
    }

    private UnreadableReport notUtf8(CharacterCodingException e) {
        UnreadableReport unreadable = new UnreadableReport("REPORT_MALFORMED", file, "the text is not UTF-8");
        unreadable.initCause(e);
        return unreadable;
    }
}
