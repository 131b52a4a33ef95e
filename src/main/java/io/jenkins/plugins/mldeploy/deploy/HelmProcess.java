package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Is a helm on this machine writing to that release? Gives it up to ten seconds to end; true when it then still runs. */
record HelmProcess(String release, String namespace) implements AgentTask<Boolean> {
    private static final List<String> WRITING = List.of("upgrade", "rollback", "uninstall");
    private static final long PATIENCE_SECONDS = 10;

    @Override
    public Boolean run(Workspace workspace) throws IOException {
        Optional<ProcessHandle> helm =
                ProcessHandle.allProcesses().filter(this::isIt).findFirst();
        if (helm.isEmpty()) {
            return false;
        }
        try {
            helm.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (ExecutionException e) {
            throw new IOException("can't wait for helm", e);
        }
    }

    private boolean isIt(ProcessHandle process) {
        List<String> arguments = process.info().arguments().map(Arrays::asList).orElse(List.of());
        int verb = WRITING.stream().mapToInt(arguments::indexOf).max().orElse(-1);
        int at = arguments.indexOf("--namespace");
        return verb >= 0
                && arguments.size() > verb + 1
                && arguments.get(verb + 1).equals(release)
                && at >= 0
                && arguments.size() > at + 1
                && arguments.get(at + 1).equals(namespace)
                && !arguments.contains("--dry-run=server");
    }
}
