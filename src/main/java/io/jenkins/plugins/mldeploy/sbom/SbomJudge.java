package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.verdict.Criticality;
import io.jenkins.plugins.mldeploy.verdict.Judgement;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.ArrayList;
import java.util.List;

/** What the merged document means: emptiness, licences, models that nobody measured. */
final class SbomJudge {
    private static final int NAMED = 5;

    private SbomJudge() {}

    static Judgement judge(Call call, Inquiry inquiry, Merged merged) {
        Judgement all = Judgement.pass();
        for (Merged.Found found : merged.targets()) {
            if (found.packages() > 0) {
                continue;
            }
            boolean fail = call.checked().is("failOnEmpty") && found.charts() == 0;
            String hint = fail
                    ? "; is it the right target? failOnEmpty: false accepts it"
                    : found.charts() > 0 ? "; it holds Helm charts, whose images are targets of their own" : "";
            all = all.and(missed(
                    fail ? Criticality.FAILURE : Criticality.NOTE,
                    "TARGET_EMPTY",
                    "no component was found in " + found.display() + hint));
        }
        if (merged.violationCount() > 0) {
            all = all.and(missed(
                    Criticality.FAILURE,
                    "LICENSE_DENIED",
                    counted(
                                    merged.violationCount(),
                                    "component has a refused licence",
                                    "components have refused licences")
                            + ": "
                            + listed(
                                    merged.violations().stream()
                                            .map(Merged.Violation::sentence)
                                            .toList(),
                                    merged.violationCount())));
        }
        if (merged.unknownCount() > 0) {
            Reason unknown = new Reason(
                    "LICENSE_UNKNOWN",
                    counted(
                                    merged.unknownCount(),
                                    "component has an unknown licence",
                                    "components have unknown licences")
                            + ": " + listed(merged.unknown(), merged.unknownCount()));
            all = all.and(
                    call.rules().allow().isEmpty()
                            ? Judgement.missed(Criticality.NOTE, unknown)
                            : Judgement.notEvaluated(call.onError(), unknown));
        }
        if (!merged.nearMisses().isEmpty()) {
            all = all.and(missed(
                    Criticality.NOTE,
                    "LICENSE_NEAR_DENIED",
                    "the rules refuse the -only form of a licence that is here as -or-later, which they do not name: "
                            + listed(merged.nearMisses(), merged.nearMisses().size())));
        }
        for (Model model : call.models()) {
            if (model.metricsFrom() != null && !inquiry.metrics().containsKey(model.metricsFrom())) {
                all = all.and(missed(
                        Criticality.NOTE,
                        "MODEL_METRICS_ABSENT",
                        "mlTest '" + model.metricsFrom()
                                + "' has recorded nothing about this source or in this run, so the card of model "
                                + model.name() + " has no metrics"));
            }
        }
        return all;
    }

    static List<String> log(Call call, Merged merged) {
        List<String> log = new ArrayList<>();
        merged.targets()
                .forEach(found -> log.add("  %s (%s): %d components, CycloneDX %s"
                        .formatted(found.key(), found.display(), found.components(), found.specVersion())));
        log.add("%d components, %d dependencies, %s"
                .formatted(
                        merged.components(),
                        merged.dependencies(),
                        call.checked().string("merge").toLowerCase(java.util.Locale.ROOT)));
        merged.notes().forEach(log::add);
        merged.violations().forEach(violation -> log.add("refused licence " + violation.sentence()));
        log.add("wrote " + merged.file() + " (" + merged.size() + " bytes, sha256:" + merged.sha256() + ")");
        return log;
    }

    private static Judgement missed(Criticality criticality, String code, String text) {
        return Judgement.missed(criticality, new Reason(code, text));
    }

    private static String counted(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private static String listed(List<String> all, long count) {
        String first = String.join("; ", all.stream().limit(NAMED).toList());
        return count > NAMED ? first + "; and " + (count - Math.min(NAMED, all.size())) + " more" : first;
    }
}
