pipeline {
    agent any
    stages {
        stage('Build') {
            stepps {
                echo 'x'
            }
        }
    }
}
// expect 4:9 stage "Build" has nothing to run
// expect 5:13 unknown section "stepps" in stage "Build"; did you mean "steps"?
