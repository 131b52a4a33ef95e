pipeline {
    agent any
    stages {
        stage('Report') {
            steps {
                recordIssues tools: [java(), errorProne()]
                container('helm') {
                    ecoh 'x'
                }
                script {
                    container('kubectl') { ecoh 'y' }
                }
            }
        }
    }
}
// expect 6:17 unknown step "recordIssues"; it is no step here, and nothing in this file has that name
// expect 7:17 unknown step "container"
// expect 8:21 unknown step "ecoh"; did you mean "echo"?
// expect 11:21 unknown step "container"
// expect 11:44 unknown step "ecoh"; did you mean "echo"?
