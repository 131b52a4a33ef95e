package io.jenkins.plugins.mldeploy.deploy;

/** A state that goes on only when no other host has taken over: the Leases are renewed before it begins, where that is due. */
sealed interface Leased extends DeployState
        permits Surveying, Recovering, Carrying, Upgrading, Returning, Reverting, Undoing {
    /** The same with what was found out meanwhile. */
    Leased with(Deployment deployment);
}
