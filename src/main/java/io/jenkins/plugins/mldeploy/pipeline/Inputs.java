package io.jenkins.plugins.mldeploy.pipeline;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The questions that a run asks people, and their answers; an answer may come before its question. */
final class Inputs {
    private final Map<String, InputAnswer> answers = new ConcurrentHashMap<>();
    private final Map<String, Runnable> asked = new ConcurrentHashMap<>();

    void answer(String id, InputAnswer answer) {
        answers.put(id, answer);
        Runnable waker = asked.get(id);
        if (waker != null) {
            waker.run();
        }
    }

    /** The answer, once; until there is one the waker is kept. */
    Optional<InputAnswer> ask(String id, Runnable waker) {
        asked.put(id, waker);
        Optional<InputAnswer> answer = Optional.ofNullable(answers.remove(id));
        answer.ifPresent(given -> asked.remove(id));
        return answer;
    }
}
