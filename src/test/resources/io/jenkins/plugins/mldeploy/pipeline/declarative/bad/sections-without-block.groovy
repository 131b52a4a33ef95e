pipeline {
    agent any
    environment 'A'
    options
    stages {
        stage('A') {
            when true
            steps 'x'
            post([])
        }
        stage('B') {
            steps('x') { echo 'x' }
        }
        stage('C') {
            parallel a: { echo 'x' }
        }
        stage('D') {
            failFast 'yes'
            parallel { stage('E') { steps { echo 'x' } } }
        }
    }
}
// expect 3:5 "environment" needs a block
// expect 4:5 "options" needs a block
// expect 7:13 "when" needs a block
// expect 8:13 "steps" needs a block
// expect 9:13 "post" needs a block
// expect 12:19 "steps" takes a block and no arguments
// expect 15:13 "parallel" needs a block
// expect 18:13 "failFast" takes true or false
