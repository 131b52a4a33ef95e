package io.jenkins.plugins.mldeploy.mltest;

/** Numbers packed without room between them, the lowest bits first. */
final class PackedBits {
    private PackedBits() {}

    /** The number of {@code width} bits, 64 at most, that begins at this bit; the caller has checked that it ends within the array. */
    static long at(byte[] bytes, long bit, int width) {
        if (width == 0) {
            return 0;
        }
        int first = (int) (bit >>> 3);
        int shift = (int) (bit & 7);
        int length = shift + width + 7 >>> 3;
        long word = 0;
        for (int i = 0; i < Math.min(length, 8); i++) {
            word |= (bytes[first + i] & 0xffL) << 8 * i;
        }
        word >>>= shift;
        if (length == 9) {
            word |= (bytes[first + 8] & 0xffL) << 64 - shift;
        }
        return width == 64 ? word : word & (1L << width) - 1;
    }
}
