// What a run does that somebody asked for with a button of the suite, or by its REST interface. Everything is called as steps.…, which
// no variable of a shared library can stand before.
def asked = steps.requestedDeployment()

def inPlace = { work ->
    steps.node(asked.label) {
        steps.requestedDeployment(checkOut: true)
        def inDirectory = { asked.directory ? steps.dir(asked.directory) { work() } : work() }
        if (asked.variables) {
            steps.withEnv(asked.variables) { inDirectory() }
        } else {
            inDirectory()
        }
    }
}

def plan = null
inPlace {
    plan = steps.helmDeploy(asked.arguments + [dryRun: true])
    if (!plan.needsApproval) {
        steps.helmDeploy(asked.arguments)
    }
}
if (plan.needsApproval) {
    steps.approveGate(asked.gate)
    inPlace { steps.helmDeploy(asked.arguments) }
}
