package io.jenkins.plugins.mldeploy.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/** Decodes without ever replacing a byte: what is not text in its encoding is an {@link UnreadableReport} with its place. */
final class StrictReader extends Reader {
    private final InputStream in;
    private final CharsetDecoder decoder;
    private final String file;
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 13).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(1 << 13).limit(0);
    private boolean ended;
    private boolean broken;
    private long line = 1;
    private long column = 1;

    StrictReader(InputStream in, Charset charset, String file) {
        this.in = in;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.file = file;
    }

    @Override
    public int read(char[] target, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!chars.hasRemaining() && !fill()) {
            return -1;
        }
        int count = Math.min(length, chars.remaining());
        chars.get(target, from, count);
        for (int i = from; i < from + count; i++) {
            if (target[i] == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return count;
    }

    /** What is good before a bad byte is handed out first, so that the place is right; false at the end. */
    private boolean fill() throws IOException {
        while (!broken) {
            chars.clear();
            CoderResult result = decoder.decode(bytes, chars, ended);
            chars.flip();
            broken = result.isError();
            if (chars.hasRemaining()) {
                return true;
            }
            if (ended && !broken) {
                return false;
            }
            bytes.compact();
            int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
            ended = count < 0;
            bytes.position(bytes.position() + Math.max(0, count)).flip();
        }
        throw new UnreadableReport(
                "REPORT_MALFORMED",
                file,
                line,
                column,
                "not valid " + decoder.charset().name()
                        + " here; JSON must be UTF-8 (RFC 8259): let the tool write UTF-8, or convert the file");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
