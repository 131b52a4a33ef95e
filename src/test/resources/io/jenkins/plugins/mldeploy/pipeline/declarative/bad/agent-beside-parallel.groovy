pipeline {
    agent any
    stages {
        stage('P') {
            agent { label 'x' }
            tools { maven 'm' }
            parallel {
                stage('A') { steps { echo 'x' } }
            }
        }
        stage('M') {
            agent any
            matrix {
                axes { axis { name 'X'; values 'y' } }
                stages { stage('A') { steps { echo 'x' } } }
            }
        }
    }
}
// expect 5:13 "agent" is not allowed in stage "P", which has "parallel"
// expect 6:13 "tools" is not allowed in stage "P", which has "parallel"
// expect 12:13 "agent" is not allowed in stage "M", which has "matrix"
