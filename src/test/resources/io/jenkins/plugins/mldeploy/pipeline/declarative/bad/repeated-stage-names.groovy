pipeline {
    agent any
    stages {
        stage('Build') { steps { echo 'a' } }
        stage('Test') {
            parallel {
                stage('A') { steps { echo 'a' } }
                stage('B') { steps { echo 'b' } }
                stage('A') { steps { echo 'c' } }
            }
        }
        stage('Build') { steps { echo 'd' } }
    }
}
// expect 9:17 second stage "A" in parallel of stage "Test"
// expect 12:9 second stage "Build" in stages of pipeline
