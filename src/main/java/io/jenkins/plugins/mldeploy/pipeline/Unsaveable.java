package io.jenkins.plugins.mldeploy.pipeline;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the variable that keeps a run from being saved, for a message that a Jenkinsfile's author understands. */
final class Unsaveable {
    private Unsaveable() {}

    private record Place(Object object, String variable) {}

    /** The message about the first value reachable from here that cannot be serialized. */
    static Optional<String> find(Object root) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Place> queue = new ArrayDeque<>();
        queue.add(new Place(root, null));
        while (!queue.isEmpty()) {
            Place place = queue.poll();
            Object object = place.object() == null ? null : ProgramCodec.portable(place.object());
            if (object == null || object instanceof String || object instanceof Class || !seen.add(place.object())) {
                continue;
            }
            if (!(object instanceof Serializable) || ProgramCodec.unreadable(object)) {
                return Optional.of(describe(place.variable(), object));
            }
            if (object instanceof Map<?, ?> map) {
                map.forEach((key, value) -> {
                    String name = key instanceof String text && text.matches("[A-Za-z_]\\w*") ? text : null;
                    queue.add(new Place(
                            value, name == null || name.equals("this") ? place.variable() : join(place, name)));
                    queue.add(new Place(key, place.variable()));
                });
            } else if (object instanceof Collection<?> collection) {
                collection.forEach(element -> queue.add(new Place(element, place.variable())));
            } else if (object.getClass().isArray()) {
                for (int i = 0;
                        !object.getClass().getComponentType().isPrimitive() && i < Array.getLength(object);
                        i++) {
                    queue.add(new Place(Array.get(object, i), place.variable()));
                }
            } else if (!object.getClass().getName().startsWith("java.")) {
                fields(object, place, queue);
            }
        }
        return Optional.empty();
    }

    private static String join(Place place, String name) {
        return place.variable() == null ? name : place.variable() + "." + name;
    }

    private static void fields(Object object, Place place, Deque<Place> queue) {
        for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            if (!Serializable.class.isAssignableFrom(type) && !groovy.lang.Script.class.equals(type)) {
                continue;
            }
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        || Modifier.isTransient(field.getModifiers())
                        || field.getType().isPrimitive()) {
                    continue;
                }
                try {
                    field.setAccessible(true);
                    Object value = field.get(object);
                    boolean own = CompiledJenkinsfile.owns(type.getClassLoader());
                    if (value instanceof groovy.lang.Binding binding) {
                        queue.add(new Place(binding.getVariables(), null));
                    } else {
                        queue.add(new Place(value, own ? join(place, field.getName()) : place.variable()));
                    }
                } catch (ReflectiveOperationException | RuntimeException hidden) {
                    // What cannot be looked into is not the author's variable.
                }
            }
        }
    }

    private static String describe(String variable, Object object) {
        return (variable == null ? "a value" : "the variable '" + variable + "'") + " is a "
                + object.getClass().getName()
                + ", which cannot be saved, and every step saves the run. Keep it inside a method with @NonCPS, or set it to null"
                + " before the next step";
    }
}
