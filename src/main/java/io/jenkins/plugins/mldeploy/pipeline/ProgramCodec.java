package io.jenkins.plugins.mldeploy.pipeline;

import groovy.lang.IntRange;
import groovy.lang.ObjectRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.runtime.MethodClosure;

/**
 * A run's object graph as bytes. Secrets leave as references; ranges, map entries and views of collections, which Groovy and the JDK
 * cannot serialize, leave as copies. Only classes that a Jenkinsfile's program consists of are read back.
 *
 * <p>The bytes begin with a line that names their form. It grows when a class of the graph changes in a way that an older version would misread, for example by a field that must not be lost. Up to form 0 there was
 * no such line.
 */
final class ProgramCodec {
    private static final int FORM = 1;
    private static final String HEADER = "mldeploy program, form ";
    private static final ThreadLocal<Secrets> READING = new ThreadLocal<>();

    private final Secrets secrets;
    private final ClassLoader classes;

    ProgramCodec(Secrets secrets, ClassLoader classes) {
        this.secrets = secrets;
        this.classes = classes;
    }

    byte[] write(RunState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(16_384);
        try (ObjectOutputStream out = new Writer(bytes)) {
            // Read back first: the sealed texts in the rest need them.
            out.writeObject(new LinkedHashSet<>(state.credentials));
            out.writeObject(state);
        }
        return ofForm(FORM, bytes.toByteArray());
    }

    static byte[] ofForm(int form, byte[] stream) {
        byte[] header = (HEADER + form + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(header, header.length + stream.length);
        System.arraycopy(stream, 0, all, header.length, stream.length);
        return all;
    }

    /** Where the stream begins. */
    private static int begin(byte[] bytes) throws InvalidClassException {
        byte[] header = HEADER.getBytes(StandardCharsets.US_ASCII);
        if (!Arrays.equals(header, Arrays.copyOf(bytes, header.length))) {
            return 0;
        }
        int at = header.length;
        int form = 0;
        for (; at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9' && form < 1_000_000; at++) {
            form = form * 10 + bytes[at] - '0';
        }
        if (form > FORM) {
            throw new InvalidClassException(
                    "it was saved by a newer version (form %d; this one knows forms up to %d)".formatted(form, FORM));
        }
        return at + 1;
    }

    RunState read(byte[] bytes) throws IOException, ClassNotFoundException {
        int begin = Math.min(bytes.length, begin(bytes));
        READING.set(secrets);
        try (ObjectInputStream in = new Reader(new ByteArrayInputStream(bytes, begin, bytes.length - begin))) {
            in.readObject();
            return (RunState) in.readObject();
        } catch (InvalidClassException e) {
            throw refused == null
                    ? new InvalidClassException("it was saved by another version: " + e.getMessage())
                    : new InvalidClassException(refused, "a saved run does not hold this class");
        } finally {
            READING.remove();
        }
    }

    /** Groovy writes pointers to methods, but refuses to read them. */
    static boolean unreadable(Object object) {
        return object instanceof MethodClosure;
    }

    /** What is written in an object's place; the object itself when it can be written as it is. */
    static Object portable(Object object) {
        if (object instanceof IntRange range) {
            return new SavedRange(range.getFrom(), range.getTo(), range.isReverse());
        }
        if (object instanceof ObjectRange range) {
            return new SavedRange(range.getFrom(), range.getTo(), range.isReverse());
        }
        if (object instanceof Serializable) {
            return object;
        }
        if (object instanceof Map.Entry<?, ?> entry) {
            return new AbstractMap.SimpleImmutableEntry<>(entry.getKey(), entry.getValue());
        }
        if (object instanceof Set<?> set) {
            return new LinkedHashSet<>(set);
        }
        if (object instanceof Collection<?> collection) {
            return new ArrayList<>(collection);
        }
        return object instanceof Map<?, ?> map ? new LinkedHashMap<>(map) : object;
    }

    private final class Writer extends ObjectOutputStream {
        Writer(OutputStream out) throws IOException {
            super(out);
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) throws NotSerializableException {
            if (unreadable(object)) {
                throw new NotSerializableException(object.getClass().getName());
            }
            if (object instanceof String text) {
                String sealed = secrets.seal(text);
                return sealed.equals(text) ? text : new SealedText(sealed);
            }
            return portable(object);
        }
    }

    /** A text that held a secret. */
    private record SealedText(String sealed) implements Serializable {
        private Object readResolve() {
            return READING.get().open(sealed);
        }
    }

    /** {@code 1..3} or {@code 'a'..'c'}. */
    private record SavedRange(Comparable<?> from, Comparable<?> to, boolean reverse) implements Serializable {
        @SuppressWarnings({"unchecked", "rawtypes"})
        private Object readResolve() {
            Comparable first = reverse ? to : from;
            Comparable last = reverse ? from : to;
            return first instanceof Integer begin && last instanceof Integer end
                    ? new IntRange(begin, end)
                    : new ObjectRange(first, last);
        }
    }

    private final class Reader extends ObjectInputStream {
        Reader(InputStream in) throws IOException {
            super(in);
            setObjectInputFilter(ProgramCodec.this::judge);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, classes);
            } catch (ClassNotFoundException notOurs) {
                return super.resolveClass(description);
            }
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
            throw new InvalidClassException("a saved run holds no proxies");
        }
    }

    private static final Set<String> KNOWN = Set.of(
            "groovy.lang.GString",
            "groovy.lang.Closure",
            "groovy.lang.Reference",
            "groovy.lang.EmptyRange",
            "groovy.lang.Tuple",
            "groovy.lang.Tuple2",
            "groovy.lang.MapWithDefault",
            "groovy.lang.ListWithDefault",
            "groovy.util.MapEntry",
            "groovy.lang.Script",
            "java.net.URI",
            "java.net.URL",
            "java.util.regex.Pattern",
            "org.codehaus.groovy.runtime.CurriedClosure",
            "org.codehaus.groovy.runtime.ComposedClosure",
            "groovy.lang.GroovyRuntimeException",
            "groovy.lang.MissingMethodException",
            "groovy.lang.MissingPropertyException",
            "org.codehaus.groovy.runtime.GStringImpl",
            "org.codehaus.groovy.runtime.NullObject",
            "org.codehaus.groovy.runtime.powerassert.PowerAssertionError",
            "org.codehaus.groovy.runtime.typehandling.GroovyCastException");

    private static final Set<String> JAVA_PACKAGES = Set.of(
            "java.lang",
            "java.util",
            "java.math",
            "java.time",
            "java.io",
            "java.nio.file",
            "java.util.concurrent.atomic");

    private String refused;

    private ObjectInputFilter.Status judge(ObjectInputFilter.FilterInfo info) {
        if (info.depth() > 20_000 || info.references() > 20_000_000 || info.arrayLength() > 50_000_000) {
            return ObjectInputFilter.Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        if (type == null) {
            return ObjectInputFilter.Status.UNDECIDED;
        }
        while (type.isArray()) {
            type = type.getComponentType();
        }
        if (!type.isPrimitive() && !allowed(type)) {
            refused = type.getName();
        }
        return type.isPrimitive() || allowed(type)
                ? ObjectInputFilter.Status.ALLOWED
                : ObjectInputFilter.Status.REJECTED;
    }

    private boolean allowed(Class<?> type) {
        String name = type.getName();
        String inPackage = type.getPackageName();
        if (inPackage.equals("java.io")) {
            // Files and streams are no part of a program's state; exceptions are.
            return Throwable.class.isAssignableFrom(type);
        }
        // A class that is no Serializable can only be a class literal of the program: it has no instances in a stream.
        return !Serializable.class.isAssignableFrom(type)
                || KNOWN.contains(name)
                || inPackage.startsWith("com.cloudbees.groovy.cps")
                || inPackage.startsWith(ProgramCodec.class.getPackageName())
                || JAVA_PACKAGES.contains(inPackage)
                || inPackage.equals("com.google.common.collect") && name.contains("Immutable")
                || CompiledJenkinsfile.owns(type.getClassLoader());
    }
}
