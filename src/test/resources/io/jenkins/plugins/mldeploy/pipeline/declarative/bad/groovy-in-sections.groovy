pipeline {
    agent any
    def x = 1
    if (x) { agent none }
    stages {
        for (n in ['a', 'b']) {
            stage(n) { steps { echo n } }
        }
        stage('Build') {
            println('x')
            def y = 2
            steps { echo 'x' }
        }
    }
}
// expect 3:5 expected a section of pipeline, found a variable definition
// expect 4:5 expected a section of pipeline, found "if"
// expect 6:9 expected stage('…') { … }, found "for"
// expect 10:13 unknown section "println" in stage "Build"
// expect 11:13 expected a section of stage "Build", found a variable definition
