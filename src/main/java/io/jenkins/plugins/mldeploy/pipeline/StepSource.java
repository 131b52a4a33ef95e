package io.jenkins.plugins.mldeploy.pipeline;

import java.util.List;

/** Steps that come from outside this package: the local host registers its five through this. */
@FunctionalInterface
public interface StepSource {
    List<StepSpec> steps();
}
