package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;

/**
 * So many people of a group must approve.
 *
 * @param group a team of the environments file, or a group of the host's security realm
 * @param count at least 1, default 1
 */
public record ApproverRule(String group, int count) implements Serializable {
    public ApproverRule {
        if (group == null || group.isBlank()) {
            throw new IllegalArgumentException("an approver rule needs a group");
        }
        if (group.equals("authenticated") || group.equals("anonymous")) {
            throw new IllegalArgumentException("group '" + group + "' is everybody; name a real group of approvers");
        }
        count = count == 0 ? 1 : count;
        if (count < 1) {
            throw new IllegalArgumentException("group '" + group + "': count must be 1 or more");
        }
    }
}
