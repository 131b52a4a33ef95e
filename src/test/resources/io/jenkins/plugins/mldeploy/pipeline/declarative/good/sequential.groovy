pipeline {
    agent none
    stages {
        stage('Group') {
            agent any
            environment { X = 'y' }
            stages {
                stage('One') { steps { echo '1' } }
                stage('Two') {
                    parallel {
                        stage('A') { steps { echo 'a' } }
                        stage('One') { steps { echo 'the same name in another list is fine' } }
                    }
                }
            }
        }
    }
}
// stages: Group(One, Two(parallel: A, One))
