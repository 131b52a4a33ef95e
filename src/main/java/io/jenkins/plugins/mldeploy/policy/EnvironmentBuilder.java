package io.jenkins.plugins.mldeploy.policy;

import java.time.Duration;
import java.util.List;

/**
 * Makes an {@link Environment} of the few rules that it has, or another one with some of them changed. What is not given demands nothing. Units and defaults are those of
 * the environment's components.
 */
public final class EnvironmentBuilder {
    private final String name;
    private String tier;
    private Enforcement enforcement;
    private List<String> jobs;
    private List<String> branches;
    private List<ApproverRule> approvers;
    private int minApprovals;
    private boolean allowSelfApproval;
    private List<RequiredEvidence> requiredEvidence;
    private DeploymentWindow window;
    private List<Freeze> freezes;
    private Duration waitTimer;
    private boolean continuousDeployment;
    private Environment.Cluster cluster;
    private String runsOn;
    private ApprovalRules approvals;
    private List<String> rules;
    private RiskRouting risk;
    private WatchRules watch;

    EnvironmentBuilder(String name) {
        this.name = name;
    }

    EnvironmentBuilder(Environment from) {
        this(from.name());
        tier = from.tier();
        enforcement = from.enforcement();
        jobs = from.jobs();
        branches = from.branches();
        approvers = from.approvers();
        minApprovals = from.minApprovals();
        allowSelfApproval = from.allowSelfApproval();
        requiredEvidence = from.requiredEvidence();
        window = from.window();
        freezes = from.freezes();
        waitTimer = from.waitTimer();
        continuousDeployment = from.continuousDeployment();
        cluster = from.cluster();
        runsOn = from.runsOn();
        approvals = from.approvals();
        rules = from.rules();
        risk = from.risk();
        watch = from.watch();
    }

    public EnvironmentBuilder tier(String value) {
        tier = value;
        return this;
    }

    public EnvironmentBuilder enforcement(Enforcement value) {
        enforcement = value;
        return this;
    }

    public EnvironmentBuilder jobs(List<String> value) {
        jobs = value;
        return this;
    }

    public EnvironmentBuilder branches(List<String> value) {
        branches = value;
        return this;
    }

    public EnvironmentBuilder approvers(List<ApproverRule> value) {
        approvers = value;
        return this;
    }

    public EnvironmentBuilder minApprovals(int value) {
        minApprovals = value;
        return this;
    }

    public EnvironmentBuilder allowSelfApproval(boolean value) {
        allowSelfApproval = value;
        return this;
    }

    public EnvironmentBuilder requiredEvidence(List<RequiredEvidence> value) {
        requiredEvidence = value;
        return this;
    }

    public EnvironmentBuilder window(DeploymentWindow value) {
        window = value;
        return this;
    }

    public EnvironmentBuilder freezes(List<Freeze> value) {
        freezes = value;
        return this;
    }

    public EnvironmentBuilder waitTimer(Duration value) {
        waitTimer = value;
        return this;
    }

    public EnvironmentBuilder continuousDeployment(boolean value) {
        continuousDeployment = value;
        return this;
    }

    public EnvironmentBuilder cluster(Environment.Cluster value) {
        cluster = value;
        return this;
    }

    public EnvironmentBuilder runsOn(String value) {
        runsOn = value;
        return this;
    }

    public EnvironmentBuilder approvals(ApprovalRules value) {
        approvals = value;
        return this;
    }

    public EnvironmentBuilder rules(List<String> value) {
        rules = value;
        return this;
    }

    public EnvironmentBuilder risk(RiskRouting value) {
        risk = value;
        return this;
    }

    public EnvironmentBuilder watch(WatchRules value) {
        watch = value;
        return this;
    }

    /**
     * The environment.
     *
     * @throws IllegalArgumentException when its name is none
     */
    public Environment build() {
        return new Environment(
                name,
                tier,
                enforcement,
                jobs,
                branches,
                approvers,
                minApprovals,
                allowSelfApproval,
                requiredEvidence,
                window,
                freezes,
                waitTimer,
                continuousDeployment,
                cluster,
                runsOn,
                approvals,
                rules,
                risk,
                watch);
    }
}
