package io.jenkins.plugins.mldeploy.gate;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first 64 KiB of a payload: one endless line must not fill the memory. */
final class BoundedPayload extends FilterInputStream {
    private int left = 64 << 10;

    BoundedPayload(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        return left-- > 0 ? super.read() : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left <= 0) {
            return -1;
        }
        int read = super.read(bytes, offset, Math.min(left, length));
        left -= Math.max(0, read);
        return read;
    }
}
