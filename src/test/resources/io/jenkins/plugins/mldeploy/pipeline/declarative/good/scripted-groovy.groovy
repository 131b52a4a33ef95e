import groovy.transform.Field

@Field Map counts = [:]

class Version {
    int major
    String next() { bump().toString() }
    private int bump() { ++major }
}

properties([
    buildDiscarder(logRotator(numToKeepStr: '5')),
    parameters([string(name: 'WHO', defaultValue: 'Sam')]),
    pipelineTriggers([cron('@daily')])
])

def branches = [:]
for (name in ['a', 'b', 'c']) {
    def copy = name
    branches[copy] = { deploy(copy) }
}
parallel branches

def deploy(where) {
    counts[where] = (counts[where] ?: 0) + 1
    echo "deploy ${where} ${new Version(major: 1).next()}"
    def text = new StringWriter()
    new groovy.xml.MarkupBuilder(text).html { body { p 'built' } }
    return text.toString()
}
[1, 2].collect { it * 2 }.each { number -> println number }
retry(2) { sleep 1 }
// stages: scripted
