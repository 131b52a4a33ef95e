pipeline {
    agent any
    stages {
        stage { steps { echo 'a' } }
        stage('') { steps { echo 'b' } }
        stage("v${VERSION}") { steps { echo 'c' } }
        stage 'Plain' { steps { echo 'd' } }
        stage(NAME) { steps { echo 'e' } }
        stage('A', 'B') { steps { echo 'f' } }
        stage('No block')
        stage(name: 'Named') { steps { echo 'g' } }
    }
}
// expect 4:9 a stage takes its name, one string literal
// expect 6:9 a stage takes its name, one string literal
// expect 7:9 the name of a stage needs parentheses
// expect 8:9 a stage takes its name, one string literal
// expect 9:9 a stage takes its name, one string literal
// expect 10:9 stage "No block" needs a block
// expect 11:9 a stage takes its name, one string literal
