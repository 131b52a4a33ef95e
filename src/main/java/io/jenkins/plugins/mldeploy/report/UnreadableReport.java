package io.jenkins.plugins.mldeploy.report;

import java.io.IOException;

/**
 * A report that cannot be judged: not its format, truncated, an error document, beyond a limit. Leads to
 * {@code NOT_EVALUATED}, never to "nothing found".
 */
public final class UnreadableReport extends IOException {
    private static final long serialVersionUID = 1;

    private final String code;

    /**
     * @param code stable reason code, for example {@code REPORT_TRUNCATED}
     * @param file the report as the user named it
     * @param line 1-based, 0 when unknown
     * @param column 1-based, 0 when unknown
     * @param what what is wrong and what to do next
     */
    public UnreadableReport(String code, String file, long line, long column, String what) {
        super(line > 0 ? "%s:%d:%d: %s".formatted(file, line, column, what) : "%s: %s".formatted(file, what));
        this.code = code;
    }

    public UnreadableReport(String code, String file, String what) {
        this(code, file, 0, 0, what);
    }

    /** Stable reason code. */
    public String code() {
        return code;
    }
}
