package io.jenkins.plugins.mldeploy.pipeline

/** Runs the plan of a Declarative Pipeline. Compiled for continuations, so that every block in it may suspend. */
class Declarative implements Serializable {
    def script

    Declarative(script) {
        this.script = script
    }

    def pipeline() {
        def root = DeclarativeRuntime.root()
        def parameters = []
        for (directive in DeclarativeRuntime.parameterDirectives()) {
            parameters.add([directive.name, value(directive.arguments)])
        }
        DeclarativeRuntime.defineParameters(parameters)
        def mark = Kernel.mark()
        try {
            within(root.options, 0, { -> whole(root) })
        } finally {
            Kernel.leave(mark)
        }
    }

    def whole(root) {
        enter(root)
        def error = sequence(root.children)
        if (!root.post.isEmpty()) {
            def mark = Kernel.mark()
            def record = Kernel.enterStage('Declarative: Post Actions')
            def failed = post(root.post, null, error)
            Kernel.endStage(record, error == null ? failed : null)
            Kernel.leave(mark)
            error = failed
        }
        if (error != null) {
            throw error
        }
    }

    /** Stage after stage; gives the first failure, after which the others are skipped. */
    def sequence(children) {
        def error = null
        for (int i = 0; i < children.size(); i++) {
            def id = children[i]
            def why = DeclarativeRuntime.reasonToSkip(error)
            if (why != null) {
                DeclarativeRuntime.skipStage(id, why)
            } else {
                try {
                    stage(id)
                } catch (Throwable failure) {
                    DeclarativeRuntime.record(failure)
                    error = failure
                }
            }
        }
        return error
    }

    def stage(id) {
        def plan = DeclarativeRuntime.stagePlan(id)
        def mark = Kernel.mark()
        def record = Kernel.enterStage(plan.name)
        try {
            if (plan.when != null && plan.when.beforeOptions && !holds(plan.when.condition)) {
                DeclarativeRuntime.skipByCondition(record)
            } else {
                within(plan.options, 0, { -> inside(plan, record) })
            }
            Kernel.endStage(record, null)
        } catch (Throwable failure) {
            Kernel.endStage(record, failure)
            throw failure
        } finally {
            Kernel.leave(mark)
        }
    }

    def inside(plan, record) {
        if (plan.when != null && plan.when.beforeInput && !holds(plan.when.condition)) {
            DeclarativeRuntime.skipByCondition(record)
            return
        }
        if (plan.input != null) {
            def input = value(plan.input)
            DeclarativeRuntime.enterAnswers(script.input(input), input)
        }
        enter(plan)
        if (plan.when != null && !plan.when.beforeOptions && !plan.when.beforeInput && !holds(plan.when.condition)) {
            DeclarativeRuntime.skipByCondition(record)
            return
        }
        def error = null
        try {
            content(plan)
        } catch (Throwable failure) {
            DeclarativeRuntime.failed(plan, failure)
            error = failure
        }
        error = post(plan.post, record, error)
        if (error != null) {
            throw error
        }
    }

    def content(plan) {
        if (plan.content.name() == 'STEPS') {
            code(plan.steps).call()
        } else if (plan.content.name() == 'SEQUENCE') {
            def error = sequence(plan.children)
            if (error != null) {
                throw error
            }
        } else {
            def branches = [:]
            for (int i = 0; i < plan.children.size(); i++) {
                branches[DeclarativeRuntime.stagePlan(plan.children[i]).name] = branch(plan.children[i])
            }
            DeclarativeRuntime.parallel(branches, plan.failFast)
        }
    }

    def branch(id) {
        return { -> stage(id) }
    }

    /** Options that go round: each is a step with a block. */
    def within(options, int at, body) {
        if (at >= options.size()) {
            return body.call()
        }
        def option = options[at]
        def arguments = value(option.arguments)
        return new Blocks()."${option.name}"(DeclarativeRuntime.bind(option.name, arguments), { -> within(options, at + 1, body) })
    }

    /** Axes, environment and tools, for the rest of the stage. */
    def enter(plan) {
        for (int i = 0; i < plan.notes.size(); i++) {
            Kernel.print(plan.notes[i])
        }
        DeclarativeRuntime.enterAxes(plan.axes)
        for (int i = 0; i < plan.environment.size(); i++) {
            def variable = plan.environment[i]
            if (variable.credentialsId != null) {
                DeclarativeRuntime.enterCredential(variable.name, value(variable.credentialsId))
            } else {
                DeclarativeRuntime.enterVariable(variable.name, value(variable.value))
            }
        }
        for (int i = 0; i < plan.tools.size(); i++) {
            DeclarativeRuntime.requireTool(plan.tools[i].name, value(plan.tools[i].arguments))
        }
    }

    def post(blocks, record, error) {
        for (int i = 0; i < blocks.size(); i++) {
            if (DeclarativeRuntime.applies(blocks[i].kind, record, error)) {
                try {
                    code(blocks[i].body).call()
                } catch (Throwable failure) {
                    Kernel.print("Error when executing " + blocks[i].kind.word() + " post condition:")
                    DeclarativeRuntime.record(failure)
                    if (error == null) {
                        error = failure
                    }
                }
            }
        }
        return error
    }

    def holds(condition) {
        if (condition.kind == 'ALL') {
            for (int i = 0; i < condition.nested.size(); i++) {
                if (!holds(condition.nested[i])) {
                    return false
                }
            }
            return true
        }
        if (condition.kind == 'ANY') {
            for (int i = 0; i < condition.nested.size(); i++) {
                if (holds(condition.nested[i])) {
                    return true
                }
            }
            return false
        }
        if (condition.kind == 'NOT') {
            return !holds(condition.nested[0])
        }
        if (condition.kind == 'CODE') {
            return code(condition.code).call() ? true : false
        }
        return DeclarativeRuntime.fact(condition.name, value(condition.code))
    }

    def code(name) {
        return script."${name}"()
    }

    def value(name) {
        return code(name).call()
    }
}
