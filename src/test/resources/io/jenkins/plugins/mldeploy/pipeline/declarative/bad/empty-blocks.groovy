pipeline {
    agent {}
    environment {
    }
    options { }
    parameters {}
    triggers {}
    tools {}
    libraries {}
    stages {
        stage('Build') {
            when { }
            steps {
            }
            post {
            }
        }
    }
    post {
        always { }
    }
}
// expect 2:5 agent is empty
// expect 3:5 environment is empty
// expect 5:5 options is empty
// expect 6:5 parameters is empty
// expect 7:5 triggers is empty
// expect 8:5 tools is empty
// expect 9:5 libraries is empty
// expect 12:13 when holds no condition
// expect 13:13 steps of stage "Build" is empty
// expect 15:13 post is empty
// expect 20:9 post always of pipeline is empty
