pipeline {
    agent any
    stages {
        stage('Build') {
            steps { echo 'x' }
            post {
                sucess { echo 'x' }
                always { echo 'a' }
                always { echo 'b' }
                failure 'x'
                unstable { if (x) { echo 'y' } }
            }
        }
    }
    post {
        allways { echo 'x' }
        script { echo 'y' }
        cleanup
    }
}
// expect 7:17 unknown condition "sucess" in post of stage "Build"; did you mean "success"?
// expect 9:17 second "always" in post of stage "Build"
// expect 10:17 "failure" needs a block
// expect 11:28 "if" is not allowed in post unstable of stage "Build", only steps are
// expect 16:9 unknown condition "allways" in post of pipeline; did you mean "always"?
// expect 17:9 step "script" is not allowed directly in post of pipeline
// expect 18:9 expected a condition of post, found the bare word "cleanup"
