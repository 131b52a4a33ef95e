pipeline {
    agent none
    options { timeout(time: 1, unit: 'HOURS') }
    environment { API = "registry.example/api:${env.BUILD_NUMBER}" }
    stages {
        stage('Commit stage') {
            agent any
            steps {
                sh 'make test'
                junit testResults: 'reports/*.xml', allowEmptyResults: false
                stash name: 'dist', includes: 'dist/**'
            }
        }
        stage('Artifact repository') {
            agent any
            steps {
                unstash 'dist'
                archiveArtifacts artifacts: 'dist/**', fingerprint: true
            }
        }
        stage('Acceptance stage') {
            agent any
            when { beforeAgent true; branch 'main' }
            steps { mlTest id: 'llm', command: 'make eval', metrics: 'out/metrics.json' }
        }
        stage('Ability to deploy') {
            input { message 'Release?' }
            agent any
            steps { sh 'make deploy' }
        }
    }
    post { cleanup { echo 'done' } }
}
// stages: Commit stage, Artifact repository, Acceptance stage, Ability to deploy
