package io.jenkins.plugins.mldeploy.pipeline.declarative;

import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.codehaus.groovy.ast.expr.ClosureExpression;

/** Reads {@code post}. */
final class PostReader {

    private static final List<String> WORDS = Arrays.stream(PostCondition.Kind.values())
            .map(PostCondition.Kind::word)
            .toList();

    private final Names names;
    private final Problems problems;

    PostReader(Names names, Problems problems) {
        this.names = names;
        this.problems = problems;
    }

    List<PostCondition> read(Call section, String owner) {
        List<PostCondition> found = new ArrayList<>();
        Optional<ClosureExpression> body = Block.only(section, problems);
        if (body.isEmpty()) {
            return found;
        }
        if (Block.statements(body.get()).isEmpty()) {
            problems.report(section.at(), "post is empty", "add a condition such as always { … } or remove the block");
        }
        Set<String> seen = new HashSet<>();
        for (Call call : Block.calls(body.get(), "a condition of post", problems)) {
            if (!WORDS.contains(call.name())) {
                reportUnwanted(call, owner);
                call.body().ifPresent(steps -> new StepsReader(names, problems)
                        .read(steps, call.at(), "post " + call.name() + " of " + owner));
                continue;
            }
            if (!seen.add(call.name())) {
                problems.report(call.at(), "second \"" + call.name() + "\" in post of " + owner);
            }
            Block.only(call, problems).ifPresent(steps -> {
                new StepsReader(names, problems).read(steps, call.at(), "post " + call.name() + " of " + owner);
                found.add(new PostCondition(PostCondition.Kind.values()[WORDS.indexOf(call.name())], call.at(), steps));
            });
        }
        return found;
    }

    private void reportUnwanted(Call call, String owner) {
        if (names.isStep(call.name()) && NearestName.of(call.name(), WORDS).isEmpty()) {
            problems.report(
                    call.at(),
                    "step \"" + call.name() + "\" is not allowed directly in post of " + owner,
                    "put it into a condition such as always { … }");
        } else {
            problems.reportUnknown(
                    call.at(), "unknown condition \"" + call.name() + "\" in post of " + owner, call.name(), WORDS);
        }
    }
}
