pipeline {
    agent any
    stages {
        stage('A') { input { ok 'yes' }; steps { echo 'x' } }
        stage('B') { input { mesage 'x' }; steps { echo 'x' } }
        stage('C') { input 'Go?'; steps { echo 'x' } }
        stage('D') {
            input {
                message 'x'
                message 'y'
                submitter ['a', 'b']
                id
                parameters { string(nme: 'X') }
            }
            steps { echo 'x' }
        }
    }
}
// expect 4:22 input lacks "message"
// expect 5:30 unknown setting "mesage" of input; did you mean "message"?
// expect 6:22 "input" needs a block
// expect 10:17 second "message" of input
// expect 11:17 expected a setting of input, found an expression
// expect 12:17 expected a setting of input, found the bare word "id"
// expect 13:37 unknown parameter "nme" of "string"; did you mean "name"?
