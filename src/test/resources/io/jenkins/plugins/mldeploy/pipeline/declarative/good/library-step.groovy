library identifier: 'shared@main', retriever: modernSCM([$class: 'GitSCMSource', remote: 'https://git.example/shared.git'])

pipeline {
    agent any
    stages {
        stage('Build') {
            steps {
                stepFromTheLibrary(image: "app:${env.BUILD_ID}") {
                    sh 'make'
                }
            }
        }
    }
}
// stages: Build
