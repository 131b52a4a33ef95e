pipeline {
    agent any
    stages {
        stage('Wrapped') {
            steps {
                timeout(time: 5, unit: 'MINUTES') {
                    retry(3) {
                        dir('sub') {
                            withEnv(["A=${env.B}"]) {
                                sh 'make'
                            }
                        }
                    }
                }
                catchError {
                    sh script: 'make test', returnStatus: true
                }
                withCredentials([string(credentialsId: 'token', variable: 'TOKEN')]) {
                    sh 'use $TOKEN'
                }
                node('other') { sh 'make' }
                checkout scm
            }
        }
    }
}
// stages: Wrapped
