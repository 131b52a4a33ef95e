package io.jenkins.plugins.mldeploy.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Continuation;
import com.cloudbees.groovy.cps.Envs;
import com.cloudbees.groovy.cps.Next;
import com.cloudbees.groovy.cps.Outcome;
import com.cloudbees.groovy.cps.impl.CpsCallableInvocation;
import groovy.lang.Closure;
import java.util.List;
import java.util.Map;

/** {@code parallel}: branches that begin together, and whose parent goes on when the last of them has ended. */
final class Forks {
    private final Program program;

    Forks(Program program) {
        this.program = program;
    }

    void fork(Branch parent, ParallelCall call) {
        Branch.Fork fork = new Branch.Fork(parent, call.failFast());
        if (call.branches().isEmpty()) {
            program.post(() -> program.resume(parent, fork.outcome()));
            return;
        }
        parent.fork = fork;
        RunState state = program.state();
        for (Map.Entry<String, Closure<?>> entry : call.branches().entrySet()) {
            Continuable body = new Continuable(begin(entry.getValue()));
            Branch child =
                    new Branch(++state.nextId, entry.getKey(), fork, body, parent.frame.prefixed(entry.getKey()));
            fork.children.add(child);
            fork.running++;
            state.branches.add(child);
            program.post(() -> {
                if (state.branches.contains(child)) {
                    program.resume(child, new Outcome(null, null));
                }
            });
        }
    }

    private static Next begin(Closure<?> body) {
        try {
            body.call();
            throw new IllegalArgumentException("a branch of parallel must be a block { … } of the Jenkinsfile itself");
        } catch (CpsCallableInvocation call) {
            return call.invoke(Envs.empty(new LocalInvoker()), null, Continuation.HALT);
        }
    }

    /** A branch ended. The failure of the first that failed is the fork's; what failed after it is kept beside it. */
    void join(Branch branch, Outcome outcome) {
        Branch.Fork fork = branch.origin;
        fork.running--;
        if (outcome.isSuccess()) {
            fork.values.put(branch.name, outcome.getNormal());
        } else {
            program.print(null, false, "Failed in branch " + branch.name);
            if (fork.failure == null) {
                fork.failure = outcome.getAbnormal();
                if (fork.failFast) {
                    stopSiblings(branch, fork);
                }
            } else if (outcome.getAbnormal() != fork.failure && !(outcome.getAbnormal() instanceof FlowInterrupted)) {
                fork.failure.addSuppressed(outcome.getAbnormal());
            }
        }
        if (fork.running == 0) {
            fork.parent.fork = null;
            program.resume(fork.parent, fork.outcome());
        }
    }

    private void stopSiblings(Branch failed, Branch.Fork fork) {
        FlowInterrupted cause = new FlowInterrupted(
                RunResult.ABORTED,
                "stopped, because the branch '" + failed.name + "' failed and failFast is set",
                FlowInterrupted.FAIL_FAST);
        for (Branch sibling : List.copyOf(fork.children)) {
            if (sibling != failed && program.state().branches.contains(sibling)) {
                program.interrupt(sibling, cause);
            }
        }
    }
}
