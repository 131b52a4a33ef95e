package io.jenkins.plugins.mldeploy.jenkins.gate;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Which gates are open, without reading all that ever were: the header of every page asks. */
@Extension(ordinal = 200)
public final class OpenGates implements GateListener {
    private Path home;
    private final Set<String> ids = new ConcurrentSkipListSet<>();

    /** The open gates, read afresh. One that ended unnoticed, at its deadline, is forgotten here. */
    public static List<Gate> now() throws IOException {
        return ExtensionList.lookupSingleton(OpenGates.class).read();
    }

    private List<Gate> read() throws IOException {
        load();
        List<Gate> open = new ArrayList<>();
        for (String id : ids) {
            Optional<Gate> gate = SuiteHome.gates().find(id);
            if (gate.filter(Gate::isOpen).isPresent()) {
                open.add(gate.get());
            } else {
                ids.remove(id);
            }
        }
        return open;
    }

    private synchronized void load() throws IOException {
        if (!SuiteHome.folder().equals(home)) {
            ids.clear();
            ids.addAll(SuiteHome.gates().unsettledIds());
            home = SuiteHome.folder();
        }
    }

    @Override
    public void opened(Run<?, ?> run, Gate gate) {
        ids.add(gate.id());
    }
}
