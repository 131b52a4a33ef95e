pipeline {
    agent any
    environment {
        FOO = ${env.BUILD_NUMBER}
    }
    triggers {
        cron(chron('@daily'))
    }
    stages {
        stage('Build') {
            steps {
                sh ${FOO}
                string 'x'
                timeout(time: 9223372036854775808) { echo 'x' }
            }
        }
    }
}
// expect 4:15 ${ … } stands outside of a string
// expect 7:14 unknown step "chron"
// expect 12:20 ${ … } stands outside of a string
// expect 13:17 "string" is no step
// expect 14:31 "time" of "timeout" must be a whole number
