pipeline {
    agent any
    stages {
        stage('First') {
            steps { echo 'x' }
        }
        stage('Side by side') {
            when { branch 'main' }
            failFast true
            parallel {
                stage('A') {
                    agent { label 'a' }
                    steps { echo 'a' }
                }
                stage('B') {
                    stages {
                        stage('B1') { steps { echo 'b1' } }
                        stage('B2') { steps { echo 'b2' } }
                    }
                }
            }
            post { always { echo 'both' } }
        }
    }
}
// stages: First, Side by side(parallel: A, B(B1, B2))
