pipeline {
    agent any
    stages {
        stage('A') {
            matrix {
                axes { axis { name 'X'; values ['a', 'b'] } }
                stages { stage('B') { steps { withEnv ['A=b'] { sh 'x' } } } }
            }
        }
    }
}
// expect 6:24 axis lacks "values"
// expect 6:41 expected a section of axis, found an expression
// expect 7:47 a call on an object is not allowed in steps of stage "B", only steps are
