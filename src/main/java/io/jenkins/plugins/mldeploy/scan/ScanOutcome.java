package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.verdict.Judgement;
import java.util.List;
import java.util.Map;

/**
 * A recorded scan.
 *
 * @param judgement what it means
 * @param returned for the Jenkinsfile
 * @param log lines for people
 */
record ScanOutcome(Judgement judgement, Map<String, Object> returned, List<String> log) {}
