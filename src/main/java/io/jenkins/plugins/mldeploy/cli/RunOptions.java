package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.local.PracticeIdentity;
import java.util.List;
import picocli.CommandLine.Option;

/** What {@code run} and {@code resume} have in common. */
final class RunOptions {
    @Option(
            names = "--approve-as",
            paramLabel = "NAME[:GROUP]",
            converter = IdentityConverter.class,
            description = "Approve every gate as this practice identity; may be repeated.")
    List<PracticeIdentity> approvers = List.of();

    @Option(names = "--no-install", description = "Don't install missing tools into the private folder.")
    boolean noInstall;
}
