pipeline {
    agent any
    stages {
        stage('Mixed') {
            steps {
                echo 'x'
                parallel(a: { echo 'a' }, b: { echo 'b' })
            }
        }
        stage('Alone') {
            steps {
                parallel(a: { ecoh 'a' }, b: { }, c: 'c', failFast: 'yes')
            }
        }
    }
}
// expect 7:17 "parallel" can't be used as a step in steps of stage "Mixed"
// expect 12:31 unknown step "ecoh"; did you mean "echo"?
// expect 12:43 branch "b" of parallel in steps of stage "Alone" is empty
// expect 12:51 a branch of parallel needs a name and a block
// expect 12:59 a branch of parallel needs a name and a block
