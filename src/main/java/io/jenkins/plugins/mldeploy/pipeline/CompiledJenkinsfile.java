package io.jenkins.plugins.mldeploy.pipeline;

import com.cloudbees.groovy.cps.CpsTransformer;
import com.cloudbees.groovy.cps.NonCPS;
import groovy.lang.Binding;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Jenkinsfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.customizers.ImportCustomizer;

/** A Jenkinsfile and the library of blocks, compiled for continuations. The same source always gives the same classes. */
final class CompiledJenkinsfile extends ClassLoader {
    static final String SOURCE = "Jenkinsfile";
    private static final List<String> LIBRARY = List.of("Blocks.groovy", "Declarative.groovy");

    private final Map<String, Class<?>> classes = new HashMap<>();
    private final Class<?> script;
    private final DeclarativePlan plan;

    private CompiledJenkinsfile(ClassLoader parent, Class<?> script, DeclarativePlan plan, RunClassLoader loader) {
        super(parent);
        this.script = script;
        this.plan = plan;
        for (Class<?> type : loader.getLoadedClasses()) {
            classes.put(type.getName(), type);
        }
    }

    /** Marks what was compiled for a run. */
    private static final class RunClassLoader extends GroovyClassLoader {
        RunClassLoader(ClassLoader parent, CompilerConfiguration configuration) {
            super(parent, configuration, false);
        }
    }

    static boolean owns(ClassLoader loader) {
        for (ClassLoader one = loader; one != null; one = one.getParent()) {
            if (one instanceof RunClassLoader) {
                return true;
            }
        }
        return false;
    }

    /**
     * Checks and compiles.
     *
     * @throws JenkinsfileRejected with every error that can be seen before the run
     */
    static CompiledJenkinsfile of(String source, StepTable table) {
        // Meanwhile: compiling the library takes longer than checking the file.
        Thread ahead = new Thread(() -> Library.LOADER.hashCode(), "pipeline-library");
        ahead.setDaemon(true);
        ahead.start();
        JenkinsfileRejected.check(Jenkinsfile.parse(source, SOURCE, table).problems());
        DeclarativeTransform declarative = new DeclarativeTransform(table);
        ClassLoader parent = CompiledJenkinsfile.class.getClassLoader();
        RunClassLoader library = Library.LOADER;
        @SuppressWarnings("resource") // Closing it would unload the classes that the run needs.
        RunClassLoader loader = new RunClassLoader(library, configuration(declarative));
        try {
            Class<?> script = loader.parseClass(new GroovyCodeSource(source, SOURCE, "/groovy/shell"));
            JenkinsfileRejected.check(declarative.problems());
            return new CompiledJenkinsfile(parent, script, declarative.plan(), library).with(loader);
        } catch (MultipleCompilationErrorsException e) {
            JenkinsfileRejected.check(declarative.problems());
            throw JenkinsfileRejected.because(e.getErrorCollector());
        }
    }

    /** The blocks and the interpreter: compiled once a process, for they hold nothing of a run. */
    private static final class Library {
        private static final RunClassLoader LOADER = compile();

        private static RunClassLoader compile() {
            RunClassLoader loader = new RunClassLoader(CompiledJenkinsfile.class.getClassLoader(), configuration(null));
            for (String name : LIBRARY) {
                loader.parseClass(new GroovyCodeSource(read(name), name, "/groovy/shell"));
            }
            return loader;
        }
    }

    private CompiledJenkinsfile with(RunClassLoader loader) {
        for (Class<?> type : loader.getLoadedClasses()) {
            classes.put(type.getName(), type);
        }
        return this;
    }

    private static CompilerConfiguration configuration(DeclarativeTransform declarative) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setSourceEncoding(StandardCharsets.UTF_8.name());
        if (declarative != null) {
            configuration.setScriptBaseClass(PipelineScript.class.getName());
            configuration.addCompilationCustomizers(declarative);
        }
        ImportCustomizer imports = new ImportCustomizer();
        imports.addImports(NonCPS.class.getName());
        configuration.addCompilationCustomizers(imports, new CpsTransformer());
        return configuration;
    }

    private static String read(String name) {
        try (InputStream in = CompiledJenkinsfile.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PipelineScript newScript() {
        try {
            PipelineScript made =
                    (PipelineScript) script.getDeclaredConstructor().newInstance();
            made.setBinding(new Binding());
            return made;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the Jenkinsfile's class cannot be made", e);
        }
    }

    /** The functions of the steps that take a block. */
    Object newBlocks() {
        return library("Blocks");
    }

    /** The interpreter of {@code pipeline { … }}. */
    Object newInterpreter(PipelineScript owner) {
        return library("Declarative", owner);
    }

    /** What the interpreter runs; null when the file is scripted. */
    DeclarativePlan plan() {
        return plan;
    }

    private Object library(String name, Object... arguments) {
        try {
            Class<?> type = findClass(CompiledJenkinsfile.class.getPackageName() + "." + name);
            return type.getDeclaredConstructors()[0].newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the library's class " + name + " cannot be made", e);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        Class<?> known = classes.get(name);
        if (known == null) {
            throw new ClassNotFoundException(name);
        }
        return known;
    }
}
