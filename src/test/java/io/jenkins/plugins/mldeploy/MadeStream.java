package io.jenkins.plugins.mldeploy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.function.LongFunction;

/** Input that is made while it is read: head, a body of any length, tail. A gigabyte of it needs no disk and no memory. */
public final class MadeStream {
    private MadeStream() {}

    /** {@code head}, then {@code body.apply(0 … count - 1)}, then {@code tail}, in UTF-8. */
    public static InputStream of(String head, long count, LongFunction<String> body, String tail) {
        Enumeration<InputStream> parts = new Enumeration<>() {
            private long next;

            @Override
            public boolean hasMoreElements() {
                return next < count;
            }

            @Override
            public InputStream nextElement() {
                return bytes(body.apply(next++));
            }
        };
        return new SequenceInputStream(
                Collections.enumeration(java.util.List.of(bytes(head), new SequenceInputStream(parts), bytes(tail))));
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
