pipeline {
    agent any
    stages {
        stage('Build') {
            steps { sh 'make' }
            post {
                success { archiveArtifacts 'out/**' }
                failure { echo 'broken' }
            }
        }
    }
    post {
        always { junit '**/*.xml' }
        changed { echo 'c' }
        fixed { echo 'f' }
        regression { echo 'r' }
        aborted { echo 'a' }
        failure { echo 'f' }
        success { echo 's' }
        unstable { echo 'u' }
        unsuccessful { echo 'n' }
        cleanup { deleteDir() }
    }
}
// stages: Build
