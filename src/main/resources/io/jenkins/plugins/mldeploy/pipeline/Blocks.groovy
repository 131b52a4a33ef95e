package io.jenkins.plugins.mldeploy.pipeline

/** The steps that take a block. Compiled for continuations, so that what runs inside may suspend. */
class Blocks implements Serializable {

    def stage(Map a, Closure body) {
        def mark = Kernel.mark()
        def stage = Kernel.enterStage(a.name)
        try {
            def value = body.call()
            Kernel.endStage(stage, null)
            return value
        } catch (Throwable failure) {
            Kernel.endStage(stage, failure)
            throw failure
        } finally {
            Kernel.leave(mark)
        }
    }

    /** Free Groovy in a declarative file. */
    def script(Map a, Closure body) {
        return body.call()
    }

    def node(Map a, Closure body) {
        return body.call()
    }

    def ansiColor(Map a, Closure body) {
        return body.call()
    }

    def withEnv(Map a, Closure body) {
        def mark = Kernel.mark()
        Kernel.enterEnvironment(a.overrides)
        try {
            return body.call()
        } finally {
            Kernel.leave(mark)
        }
    }

    def withCredentials(Map a, Closure body) {
        def mark = Kernel.mark()
        Kernel.enterSecrets(a.bindings)
        try {
            return body.call()
        } finally {
            Kernel.leave(mark)
        }
    }

    def dir(Map a, Closure body) {
        def mark = Kernel.mark()
        Kernel.enterDirectory(a.path)
        try {
            return body.call()
        } finally {
            Kernel.leave(mark)
        }
    }

    def timestamps(Map a, Closure body) {
        def mark = Kernel.mark()
        Kernel.enterTimestamps()
        try {
            return body.call()
        } finally {
            Kernel.leave(mark)
        }
    }

    def timeout(Map a, Closure body) {
        def limit = Kernel.startTimeout(a)
        try {
            return body.call()
        } catch (Throwable failure) {
            Kernel.ownTimeout(limit, failure)
            throw failure
        } finally {
            Kernel.endTimeout(limit)
        }
    }

    def retry(Map a, Closure body) {
        long left = a.count
        while (true) {
            try {
                return body.call()
            } catch (Throwable failure) {
                left--
                if (left <= 0 || !Kernel.mayRetry(failure)) {
                    throw failure
                }
                Kernel.printFailure(failure)
                Kernel.print("Retrying")
            }
        }
    }

    def catchError(Map a, Closure body) {
        def mark = Kernel.mark()
        try {
            body.call()
        } catch (Throwable failure) {
            Kernel.leave(mark)
            if (Kernel.isInterruption(failure) && a.catchInterruptions == false) {
                throw failure
            }
            if (a.message != null) {
                Kernel.print(a.message)
            }
            Kernel.printFailure(failure)
            Kernel.caught(failure, a.buildResult, a.stageResult ?: a.buildResult)
        }
        return null
    }

    def warnError(Map a, Closure body) {
        def mark = Kernel.mark()
        try {
            body.call()
        } catch (Throwable failure) {
            Kernel.leave(mark)
            if (Kernel.isInterruption(failure) && a.catchInterruptions == false) {
                throw failure
            }
            Kernel.print("WARNING: " + a.message)
            Kernel.printFailure(failure)
            Kernel.caught(failure, 'UNSTABLE', 'UNSTABLE')
        }
        return null
    }

    def waitUntil(Map a, Closure body) {
        long pause = a.initialRecurrencePeriod
        while (!body.call()) {
            if (!a.quiet) {
                Kernel.print("Will try again after " + pause + " ms")
            }
            Kernel.sleep([time: pause, unit: 'MILLISECONDS'])
            pause = Math.min(15000L, (long) (pause * 1.2))
        }
        return null
    }
}
