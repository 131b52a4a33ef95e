package io.jenkins.plugins.mldeploy.pipeline;

import com.cloudbees.groovy.cps.impl.CpsClosure;
import com.cloudbees.groovy.cps.sandbox.DefaultInvoker;
import java.util.Set;

/**
 * Carries out the calls of a Jenkinsfile. Groovy gives every object methods named {@code sleep} and {@code println}, which win over a
 * step of that name inside closures: they are led to the script.
 */
final class LocalInvoker extends DefaultInvoker {
    private static final long serialVersionUID = 1L;
    private static final Set<String> ON_EVERY_OBJECT = Set.of("sleep", "print", "println", "printf");

    @Override
    public Object methodCall(Object receiver, String method, Object[] args) throws Throwable {
        if (ON_EVERY_OBJECT.contains(method)
                && (receiver instanceof CpsClosure
                        || CompiledJenkinsfile.owns(receiver.getClass().getClassLoader()))) {
            return super.methodCall(Kernel.script(), method, args);
        }
        return super.methodCall(receiver, method, args);
    }
}
