pipeline {
    agent any
    agent none
    stages {
        stage('Build') {
            steps { echo 'a' }
            steps { echo 'b' }
            environment { A = 'a' }
            environment { B = 'b' }
        }
    }
    stages {
        stage('Other') { steps { echo 'c' } }
    }
    post { always { echo 'a' } }
    post { always { echo 'b' } }
}
// expect 3:5 second "agent" in pipeline
// expect 7:13 second "steps" in stage "Build"
// expect 9:13 second "environment" in stage "Build"
// expect 12:5 second "stages" in pipeline
// expect 16:5 second "post" in pipeline
