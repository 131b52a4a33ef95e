pipeline {
    agent any
    echo 'a'
    stages {
        echo 'b'
        stage('Build') {
            sh 'c'
            steps { echo 'd' }
            post {
                echo 'e'
            }
        }
    }
    post {
        sh 'f'
    }
}
// expect 3:5 step "echo" is not allowed in pipeline
// expect 5:9 step "echo" is not allowed in stages
// expect 7:13 step "sh" is not allowed in stage "Build"
// expect 10:17 step "echo" is not allowed directly in post of stage "Build"
// expect 15:9 step "sh" is not allowed directly in post of pipeline
