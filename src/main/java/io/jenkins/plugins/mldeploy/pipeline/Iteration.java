package io.jenkins.plugins.mldeploy.pipeline;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * A Groovy category that is in force while a Jenkinsfile runs: loops over collections and maps then hold iterators that can be saved,
 * so that a step may suspend the program inside a loop. The JDK's own iterators and views cannot be serialized.
 */
public final class Iteration {
    private Iteration() {}

    /** Over the list as it is; an element added behind the position is still seen, as in Jenkins. */
    public static <E> Iterator<E> iterator(List<E> list) {
        return new Cursor<>(list, 0);
    }

    /** Over a copy: the order of other collections has no position to go on from. */
    public static <E> Iterator<E> iterator(Collection<E> collection) {
        return collection instanceof List<E> list ? iterator(list) : new Cursor<>(new ArrayList<>(collection), 0);
    }

    public static <E> Iterator<E> iterator(Set<E> set) {
        return new Cursor<>(new ArrayList<>(set), 0);
    }

    public static <E> Iterator<E> iterator(E[] array) {
        return new Cursor<>(Arrays.asList(array), 0);
    }

    /** The entries are live; those of a saved program are copies. */
    public static <K, V> Iterator<Map.Entry<K, V>> iterator(Map<K, V> map) {
        return new Cursor<>(new ArrayList<>(map.entrySet()), 0);
    }

    public static <E> ListIterator<E> listIterator(List<E> list) {
        return new Cursor<>(list, 0);
    }

    public static <E> ListIterator<E> listIterator(List<E> list, int start) {
        return new Cursor<>(list, start);
    }

    /** A position in a list. */
    private static final class Cursor<E> implements ListIterator<E>, Serializable {
        private static final long serialVersionUID = 1L;

        private final List<E> list;
        private int next;
        private int last = -1;

        Cursor(List<E> list, int start) {
            this.list = list;
            this.next = start;
        }

        @Override
        public boolean hasNext() {
            return next < list.size();
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            last = next++;
            return list.get(last);
        }

        @Override
        public boolean hasPrevious() {
            return next > 0;
        }

        @Override
        public E previous() {
            if (!hasPrevious()) {
                throw new NoSuchElementException();
            }
            last = --next;
            return list.get(last);
        }

        @Override
        public int nextIndex() {
            return next;
        }

        @Override
        public int previousIndex() {
            return next - 1;
        }

        @Override
        public void remove() {
            if (last < 0) {
                throw new IllegalStateException("nothing was read that could be removed");
            }
            list.remove(last);
            if (last < next) {
                next--;
            }
            last = -1;
        }

        @Override
        public void set(E element) {
            if (last < 0) {
                throw new IllegalStateException("nothing was read that could be replaced");
            }
            list.set(last, element);
        }

        @Override
        public void add(E element) {
            list.add(next++, element);
            last = -1;
        }
    }
}
