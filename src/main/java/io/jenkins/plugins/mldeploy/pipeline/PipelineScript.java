package io.jenkins.plugins.mldeploy.pipeline;

import com.cloudbees.groovy.cps.SerializableScript;
import groovy.lang.MissingPropertyException;
import java.io.File;
import java.util.List;
import org.codehaus.groovy.runtime.DefaultGroovyMethods;
import org.codehaus.groovy.runtime.InvokerHelper;

/** What every Jenkinsfile extends: a name that it does not define itself is a step, or one of {@code env}, {@code params} … */
public abstract class PipelineScript extends SerializableScript {
    private static final long serialVersionUID = 1L;

    @Override
    public Object invokeMethod(String name, Object args) {
        Object[] arguments = args instanceof Object[] array ? array : new Object[] {args};
        if (getBinding().hasVariable(name)) {
            Object variable = getBinding().getVariable(name);
            if (!InvokerHelper.getMetaClass(variable)
                    .respondsTo(variable, "call", arguments)
                    .isEmpty()) {
                return Kernel.unwrapped(
                        () -> InvokerHelper.getMetaClass(variable).invokeMethod(variable, "call", arguments));
            }
        }
        return Kernel.invoke(name, arguments);
    }

    @Override
    public Object getProperty(String property) {
        try {
            return super.getProperty(property);
        } catch (MissingPropertyException unknown) {
            return Kernel.global(property)
                    .orElseThrow(() -> new MissingPropertyException(
                            "nothing is called '" + property
                                    + "': neither a variable of the Jenkinsfile nor one of the environment",
                            property,
                            getClass()));
        }
    }

    @Override
    public void println() {
        Kernel.print("");
    }

    @Override
    public void println(Object value) {
        Kernel.print(InvokerHelper.toString(value));
    }

    @Override
    public void print(Object value) {
        println(value);
    }

    @Override
    public void printf(String format, Object value) {
        Kernel.print(DefaultGroovyMethods.sprintf(this, format, value));
    }

    @Override
    public void printf(String format, Object[] values) {
        Kernel.print(DefaultGroovyMethods.sprintf(this, format, values));
    }

    /** Hides Groovy's own, which counts milliseconds. */
    public Object sleep(long seconds) {
        return Kernel.invoke("sleep", new Object[] {seconds});
    }

    @Override
    public Object evaluate(String expression) {
        throw refused("evaluate");
    }

    @Override
    public Object evaluate(File file) {
        throw refused("evaluate");
    }

    @Override
    public void run(File file, String[] arguments) {
        throw refused("run(File)");
    }

    private static IllegalArgumentException refused(String what) {
        return new IllegalArgumentException(what
                + " is not supported here: text that is made while the pipeline runs cannot be checked or resumed");
    }

    /** {@code steps.sh …} is the same as {@code sh …}, also where a variable hides the step. */
    public static final class Steps extends groovy.lang.GroovyObjectSupport implements java.io.Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object invokeMethod(String name, Object args) {
            return Kernel.invoke(
                    name, args instanceof Object[] array ? array : List.of(args).toArray());
        }
    }
}
