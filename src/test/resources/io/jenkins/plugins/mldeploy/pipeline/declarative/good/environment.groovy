def tag() {
    return 'v1'
}

pipeline {
    agent any
    environment {
        CC = 'clang'
        VERSION = "1.${env.BUILD_NUMBER}"
        LONG = 'a' + 'b' + "c${CC}"
        TOKEN = credentials('api-token')
        CHOSEN = credentials("${params.WHICH}")
        TAG = tag()
        COMPILER = """${sh(
                returnStdout: true,
                script: 'cc --version'
            )}"""
        HEAD = sh(script: 'git rev-parse HEAD', returnStdout: true).trim()
        COUNT = 3
        _HIDDEN = ''
    }
    stages {
        stage('Build') {
            environment {
                CC = 'gcc'
                PATH = "/opt/bin:${PATH}"
            }
            steps { sh 'printenv' }
        }
    }
}
// stages: Build
