package io.jenkins.plugins.mldeploy.mltest;

/**
 * A 64-bit hash of text, for telling names and values apart without keeping them: FNV-1a over the UTF-16 units, mixed once more. Among ten
 * million different texts, the chance that any two share a hash is about 3 in a million. No defence against somebody who wants a collision.
 */
final class Hash64 {
    private Hash64() {}

    static long of(CharSequence text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        hash *= 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        // Tables mark an empty slot with 0.
        return hash == 0 ? 1 : hash;
    }
}
