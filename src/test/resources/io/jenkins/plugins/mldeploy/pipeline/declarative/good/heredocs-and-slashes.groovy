pipeline {
    agent any
    stages {
        stage('Strings') {
            steps {
                sh """
                    echo "\${HOME} ${env.BUILD_ID} \\
                    { ( ["
                """
                sh(script: $/echo $HOME "${env.BUILD_ID}" / {/$)
            }
        }
    }
}
// stages: Strings
