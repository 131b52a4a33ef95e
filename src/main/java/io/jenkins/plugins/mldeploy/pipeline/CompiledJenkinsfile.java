package io.jenkins.plugins.mldeploy.pipeline;

import com.cloudbees.groovy.cps.CpsTransformer;
import com.cloudbees.groovy.cps.NonCPS;
import groovy.lang.Binding;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.customizers.ImportCustomizer;

/** A Jenkinsfile and the library of blocks, compiled for continuations. The same source always gives the same classes. */
final class CompiledJenkinsfile extends ClassLoader {
    static final String SOURCE = "Jenkinsfile";
    private static final String LIBRARY = "Blocks.groovy";

    private final Map<String, Class<?>> classes = new HashMap<>();
    private final Class<?> script;
    private final Class<?> blocks;

    private CompiledJenkinsfile(ClassLoader parent, Class<?> script, Class<?> blocks, RunClassLoader loader) {
        super(parent);
        this.script = script;
        this.blocks = blocks;
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

    /** @throws org.codehaus.groovy.control.CompilationFailedException with line and column when the source is no Groovy */
    static CompiledJenkinsfile of(String source, StepTable table) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(PipelineScript.class.getName());
        configuration.setSourceEncoding(StandardCharsets.UTF_8.name());
        ImportCustomizer imports = new ImportCustomizer();
        imports.addImports(NonCPS.class.getName());
        configuration.addCompilationCustomizers(imports);
        configuration.addCompilationCustomizers(new CpsTransformer());
        ClassLoader parent = CompiledJenkinsfile.class.getClassLoader();
        @SuppressWarnings("resource") // Closing it would unload the classes that the run needs.
        RunClassLoader loader = new RunClassLoader(parent, configuration);
        Class<?> blocks = loader.parseClass(new GroovyCodeSource(library(), LIBRARY, "/groovy/shell"));
        Class<?> script = loader.parseClass(new GroovyCodeSource(source, SOURCE, "/groovy/shell"));
        return new CompiledJenkinsfile(parent, script, blocks, loader);
    }

    private static String library() {
        try (InputStream in = CompiledJenkinsfile.class.getResourceAsStream(LIBRARY)) {
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
        try {
            return blocks.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the library's class cannot be made", e);
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
