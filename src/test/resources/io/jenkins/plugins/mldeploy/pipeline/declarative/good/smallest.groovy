pipeline {
    agent any
    stages {
        stage('Only') {
            steps {
                echo 'Hello'
            }
        }
    }
}
// stages: Only
