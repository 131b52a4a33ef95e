package io.jenkins.plugins.mldeploy.verdict;

import java.io.Serializable;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Why an outcome is what it is: a code that programs may rely on for ever, and a sentence for people.
 *
 * @param code upper case words joined by underscores, for example {@code SCANNER_UNAVAILABLE}
 * @param text one sentence that names what, where and what to do next
 */
public record Reason(String code, String text) implements Serializable {
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{1,63}");

    public Reason {
        if (!CODE.matcher(Objects.requireNonNull(code)).matches()) {
            throw new IllegalArgumentException("not a reason code: " + code);
        }
        Objects.requireNonNull(text);
    }

    @Override
    public String toString() {
        return code + ": " + text;
    }
}
