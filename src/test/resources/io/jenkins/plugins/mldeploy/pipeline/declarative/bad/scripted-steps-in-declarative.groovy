pipeline {
    agent any
    stages {
        stage('Build') {
            steps {
                stage('Inner') { echo 'x' }
                parallel(a: { echo 'a' }, b: { echo 'b' })
                properties([])
                script 'echo 1'
                script
                steps { echo 'x' }
            }
        }
    }
}
// expect 6:17 "stage" can't be used as a step in steps of stage "Build"
// expect 7:17 "parallel" can't be used as a step in steps of stage "Build"
// expect 8:17 "properties" can't be used as a step in steps of stage "Build"
// expect 9:17 "script" needs a block
// expect 10:17 expected a step in steps of stage "Build", found the bare word "script"
// expect 11:17 "steps" can't be used as a step in steps of stage "Build"
