pipeline {
    agent any
    stages {
        stage('Both') {
            steps { echo 'a' }
            stages {
                stage('Inner') { steps { echo 'b' } }
            }
        }
        stage('Three') {
            parallel {
                stage('P') { steps { echo 'c' } }
            }
            steps { echo 'd' }
            matrix {
                axes { axis { name 'A'; values 'x' } }
                stages { stage('M') { steps { echo 'e' } } }
            }
        }
        stage('Nothing') {
            environment { A = 'b' }
        }
    }
}
// expect 6:13 stage "Both" has both "steps" and "stages"
// expect 14:13 stage "Three" has both "parallel" and "steps"
// expect 15:13 stage "Three" has both "parallel" and "matrix"
// expect 20:9 stage "Nothing" has nothing to run
