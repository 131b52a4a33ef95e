pipeline {
    stages {
        stage('Build') {
            steps { echo 'x' }
        }
    }
}
// expect 1:1 pipeline lacks "agent"
