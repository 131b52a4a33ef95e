package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What helm's standard error means, in a code and a sentence that says what to do. Patterns seen in the output of helm 3.19 and 4.1. */
final class HelmErrors {
    private static final Pattern WAITING =
            Pattern.compile("^(helm (upgrade|rollback|uninstall|test)|rollback|kubectl rollout)\\b");

    private record Meaning(String code, Pattern pattern, String advice) {
        Meaning(String code, String pattern, String advice) {
            this(code, Pattern.compile(pattern), advice);
        }
    }

    /** First match wins: a quota is told as "forbidden", a failed hook may have timed out. */
    private static final List<Meaning> MEANINGS = List.of(
            new Meaning(
                    "IN_PROGRESS",
                    "another operation .{0,40}in progress",
                    "another helm works on this release, or one was killed; run again, recoverPending cleans up"),
            new Meaning(
                    "QUOTA_EXCEEDED",
                    "exceeded quota",
                    "the namespace's quota is used up; ask for less, or for a larger quota"),
            new Meaning(
                    "HOOK_FAILED",
                    "hooks? (failed|.{0,80}failed)|failed (pre|post)-(install|upgrade|rollback)",
                    "a hook of the chart failed; its Job's log says why"),
            new Meaning(
                    "IMMUTABLE_FIELD",
                    "field is immutable|updates to statefulset spec|may not be changed",
                    "the chart changes a field that can't change; delete the object, or give it another name"),
            new Meaning(
                    "INVALID_OBJECT",
                    "\\bis invalid: |failed to create typed patch object|strict decoding error",
                    "the cluster does not take an object of the chart as it is; correct the field that it names"),
            new Meaning(
                    "NOT_OWNED",
                    "invalid ownership metadata|cannot be imported into the current release",
                    "an object of that name belongs to somebody else; remove it, or rename the release"),
            new Meaning(
                    "FIELD_CONFLICT",
                    "apply failed with \\d+ conflict|conflict occurred while applying",
                    "another field manager owns what the chart sets; leave the field out of the chart, or let that manager give it up"),
            new Meaning(
                    "CONFLICT",
                    "conflict occurred|the object has been modified|already exists",
                    "somebody else changed or made the object at the same time; find out who, then run again"),
            new Meaning(
                    "UNAUTHORIZED",
                    "unauthorized|must be logged in|provide credentials",
                    "the cluster does not accept the credential; renew it"),
            new Meaning(
                    "FORBIDDEN",
                    "is forbidden|cannot (create|get|list|patch|update|delete) resource",
                    "the credential lacks a right; grant it to the deployer"),
            new Meaning(
                    "CRD_MISSING",
                    "no matches for kind|ensure crds are installed first",
                    "the cluster does not know a kind that the chart uses; install its custom resource definitions first, or correct apiVersion and kind"),
            new Meaning(
                    "CLUSTER_BUSY",
                    "too many requests|toomanyrequests",
                    "the API server has more to do than it can; run again later"),
            new Meaning(
                    "CLUSTER_ERROR",
                    "internal error occurred|an error on the server|currently unable to handle the request|etcdserver:",
                    "the API server failed; its log says why, then run again"),
            new Meaning(
                    "BAD_TEMPLATE",
                    "template:|executing \"|parse error|yaml parse|nil pointer evaluating|values don't meet the specification|unable to build kubernetes objects|error validating",
                    "the chart does not render with these values; correct chart or values"),
            new Meaning(
                    "BAD_CHART",
                    "chart\\.yaml|chart metadata|missing in charts/|no such file or directory|path .{0,200}not found|failed to download",
                    "the chart or one of its files is missing; run helm dependency build first if it has dependencies"),
            new Meaning(
                    "IMAGE_PULL",
                    "imagepullbackoff|errimagepull|invalidimagename",
                    "the cluster can't pull the image; correct its name, push it, or give the pull secret"),
            new Meaning(
                    "CRASH_LOOP",
                    "crashloopbackoff",
                    "a container ends again and again; kubectl logs --previous shows its last words"),
            new Meaning(
                    "NOT_READY",
                    "deadline exceeded|timed out|not ready|progress deadline",
                    "it did not become ready in time; kubectl describe says why, 'timeout' gives it longer"),
            new Meaning(
                    "CLUSTER_UNREACHABLE",
                    "connection refused|no such host|cluster unreachable|connection reset|i/o timeout|eof$",
                    "the cluster can't be reached; check network and kubeconfig"));

    private HelmErrors() {}

    /** Why the program did not succeed. */
    static Reason reason(String what, Event.Ran ran) {
        if (!ran.found()) {
            return helmMissing();
        }
        if (ran.timedOut()) {
            return waits(what)
                    ? new Reason("NOT_READY", what + " was stopped because its time was up; 'timeout' gives it longer")
                    : new Reason(
                            "NO_ANSWER",
                            what
                                    + ": stopped because it did not end in time; the API server, or the way to it, is slow or hangs; look at it, then run again");
        }
        String message = message(ran.stderrTail());
        String lower = message.toLowerCase(Locale.ROOT);
        for (Meaning meaning : MEANINGS) {
            if (meaning.pattern().matcher(lower).find()) {
                return new Reason(meaning.code(), what + ": " + meaning.advice() + ". It said: " + message);
            }
        }
        return new Reason("HELM_FAILED", what + " ended with exit code " + ran.exitCode() + ". It said: " + message);
    }

    /** Whether it is the pods that are waited for; everything else only asks, and has a time of its own. */
    private static boolean waits(String what) {
        return WAITING.matcher(what).find() && !what.contains("--dry-run");
    }

    static Reason helmMissing() {
        return new Reason(
                "HELM_MISSING",
                "helm is not on PATH, so nothing could be rendered; 'mldeploy doctor --install' gets helm and kubectl, or install helm 3 or 4");
    }

    static boolean isNotFound(Event.Ran ran) {
        return ran.exitCode() != 0 && ran.stderrTail().contains("release: not found");
    }

    /** From "Error:" on, as one bounded line, without kubectl's lesson about conflicts. */
    private static String message(String stderr) {
        int error = stderr.lastIndexOf("Error: ");
        int lesson = stderr.indexOf("Please review the fields above", Math.max(error, 0));
        return Said.inShort(
                stderr.substring(error < 0 ? 0 : error + "Error: ".length(), lesson < 0 ? stderr.length() : lesson));
    }
}
