package io.jenkins.plugins.mldeploy.jenkins.gate;

import io.jenkins.plugins.mldeploy.dashboard.GateBoard;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteClock;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;

/**
 * The gates below one address, of which the reader sees those that are wanted there and whose job he or she may read: {@code GET gates/} and {@code gates/api/json} list them, {@code
 * gates/<id>/} is one.
 */
public final class GatesResource {
    private final Predicate<Gate> wanted;

    /** @param wanted which gates belong to this address; whose job the reader may read is looked at in any case */
    public GatesResource(Predicate<Gate> wanted) {
        this.wanted = wanted;
    }

    /** All of them as JSON: {@code open}, the last {@code settled}, {@code unreadable}. */
    public HttpResponse doIndex() throws IOException {
        return Reply.to(() -> {
            GateBoard.Board board = new GateBoard(SuiteHome.gates(), SuiteHome.journal(), SuiteClock.get())
                    .board(gate -> wanted.test(gate) && GateResource.isVisible(gate));
            // Nobody knows whose gate it is that can't be read.
            return Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                    ? board
                    : new GateBoard.Board(board.open(), board.settled(), List.of(), board.more());
        });
    }

    /** {@code gates/api/json}, the address that scripts expect. */
    public Api getApi() {
        return new Api();
    }

    /** What lies under {@code gates/api/}. */
    public final class Api {
        private Api() {}

        public HttpResponse doJson() throws IOException {
            return doIndex();
        }
    }

    /** One gate, null (404) when it is none of these or not to be seen. The engine refuses whatever is no id. */
    public GateResource getDynamic(String id) throws IOException {
        Optional<Gate> gate = SuiteHome.gates().find(id);
        return gate.filter(wanted)
                .filter(GateResource::isVisible)
                .map(GateResource::new)
                .orElse(null);
    }
}
