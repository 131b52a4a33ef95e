pipeline {
    agent any
    when { branch 'main' }
    always { echo 'x' }
    axes { }
    stages {
        stage('Build') {
            parameters { string(name: 'A') }
            triggers { cron('@daily') }
            stage('Inner') { steps { echo 'x' } }
            steps { echo 'x' }
            success { echo 'x' }
            exclude { }
        }
    }
}
// expect 3:5 "when" is not allowed in pipeline
// expect 4:5 "always" is not allowed in pipeline
// expect 5:5 "axes" is not allowed in pipeline
// expect 8:13 "parameters" is not allowed in stage "Build"
// expect 9:13 "triggers" is not allowed in stage "Build"
// expect 10:13 "stage" is not allowed in stage "Build"
// expect 12:13 "success" is not allowed in stage "Build"
// expect 13:13 "exclude" is not allowed in stage "Build"
