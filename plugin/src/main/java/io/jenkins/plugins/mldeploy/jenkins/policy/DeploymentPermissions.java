package io.jenkins.plugins.mldeploy.jenkins.policy;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import jenkins.model.Jenkins;
import org.jvnet.localizer.Localizable;

/** The suite's permissions, grantable for the whole controller, a folder or a job. Reading is Item/Read. */
public final class DeploymentPermissions {
    /** As the matrix shows it. */
    public static final PermissionGroup GROUP =
            new PermissionGroup(DeploymentPermissions.class, Messages._DeploymentPermissions_group());

    /** Answering gates; whose answers count is the environment's rule. */
    public static final Permission APPROVE = onItems("Approve", Messages._DeploymentPermissions_approve());

    /** Rolling back, promoting and retrying without a new build. */
    public static final Permission DEPLOY = onItems("Deploy", Messages._DeploymentPermissions_deploy());

    /**
     * Deciding past an environment's rules. Implied by nothing: an administrator who needs it grants it to somebody, and the configuration history shows that. (An authorization strategy
     * without a matrix gives its logged-in users every permission, this one too.)
     */
    public static final Permission BYPASS = new Permission(
            GROUP, "Bypass", Messages._DeploymentPermissions_bypass(), null, true, new PermissionScope[] {
                PermissionScope.JENKINS, PermissionScope.ITEM_GROUP, PermissionScope.ITEM
            });

    /** Changing the environments, or what a folder adds to them. */
    public static final Permission MANAGE_ENVIRONMENTS = new Permission(
            GROUP,
            "ManageEnvironments",
            Messages._DeploymentPermissions_manageEnvironments(),
            Jenkins.ADMINISTER,
            true,
            new PermissionScope[] {PermissionScope.JENKINS, PermissionScope.ITEM_GROUP});

    private DeploymentPermissions() {}

    private static Permission onItems(String name, Localizable description) {
        return new Permission(GROUP, name, description, Jenkins.ADMINISTER, true, new PermissionScope[] {
            PermissionScope.JENKINS, PermissionScope.ITEM_GROUP, PermissionScope.ITEM
        });
    }

    /** Makes them known before anybody's configuration names one: that this class is loaded is enough. */
    @Initializer(after = InitMilestone.PLUGINS_STARTED, before = InitMilestone.EXTENSIONS_AUGMENTED)
    public static void register() {}
}
