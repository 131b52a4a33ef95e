package io.jenkins.plugins.mldeploy.mltest;

import java.util.regex.Pattern;

/**
 * Tells a provider that failed (refused, throttled, timed out, answered 5xx) from a model that answered badly. An {@code error} needs less
 * proof than a {@code failure}: an assertion like {@code assert 503 == 200} is the application's own failure, so a failure
 * counts only when an exception of a known client library raised it.
 */
final class ProviderTrouble {
    /** The exceptions of the client libraries for model providers, by their public names. */
    private static final Pattern CLIENT_EXCEPTION = Pattern.compile(
            "\\b(?:openai|anthropic|litellm|mistralai|cohere|groq|google\\.genai|google\\.api_core|botocore|huggingface_hub|together)"
                    + "[.\\w]*\\.(?:RateLimitError|APITimeoutError|APIConnectionError|APIConnectionTimeoutError|InternalServerError"
                    + "|ServiceUnavailableError|ServiceUnavailable|OverloadedError|Timeout|TooManyRequests|ResourceExhausted|GatewayTimeout"
                    + "|DeadlineExceeded|ThrottlingException|ServerError|InferenceTimeoutError)\\b");

    private static final Pattern HTTP_STATUS = Pattern.compile(
            "(?i)(?:http(?:/[\\d.]+)?|status(?:[ _]?code)?|error(?:[ _]?code)?|response|failed with|api[ _]error)\\W{0,4}(?:429|50[0234]|529)\\b"
                    + "|\\b(?:429 too many requests|502 bad gateway|503 service (?:temporarily )?unavailable|504 gateway time-?out)\\b");

    private static final Pattern WORDS =
            Pattern.compile("(?i)\\brate.?limit(?:ed|s| exceeded|error)\\b|\\btoo many requests\\b"
                    + "|\\binsufficient_quota\\b|\\boverloaded_error\\b|\\bservice.?unavailable\\b");

    /** Only where the report is that of a tool whose errors are those of its provider calls. */
    private static final Pattern CONNECTION = Pattern.compile(
            "(?i)\\btimed? ?-?out\\b|\\bETIMEDOUT\\b|\\bECONNREFUSED\\b|\\bECONNRESET\\b"
                    + "|\\bENOTFOUND\\b|\\bEAI_AGAIN\\b|\\bconnection (?:refused|reset|error|aborted)\\b|\\bsocket hang up\\b|\\bfetch failed\\b");

    private ProviderTrouble() {}

    /** A test that ended with an error: something else than its assertion went wrong. */
    static boolean inError(String type, String text) {
        return type.equalsIgnoreCase("provider")
                || inFailure(type, text)
                || HTTP_STATUS.matcher(text).find()
                || WORDS.matcher(text).find();
    }

    /** A test whose assertion failed, as far as the report knows. */
    static boolean inFailure(String type, String text) {
        return CLIENT_EXCEPTION.matcher(type).find()
                || CLIENT_EXCEPTION.matcher(text).find();
    }

    /** An error that a tool met while it called the provider. */
    static boolean inProviderCall(String text) {
        return inError("", text) || CONNECTION.matcher(text).find();
    }
}
