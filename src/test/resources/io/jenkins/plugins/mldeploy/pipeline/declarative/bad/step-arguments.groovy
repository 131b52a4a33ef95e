pipeline {
    agent any
    stages {
        stage('Build') {
            steps {
                sh scrpt: 'make'
                sh script: 'make', returnStdOut: true
                sh 'make', returnStdout: true
                sh returnStdout: true
                sh script: 'make', returnStatus: 'yes'
                echo 'a', 'b'
                echo
                echo()
                echo 5
                deleteDir 'x'
                dir 'x'
                echo('x') { sh 'y' }
                writeFile 'a', 'b'
                writeFile file: 'a'
                retry('3') { sh 'x' }
                withEnv('A=b') { sh 'x' }
                junit ['a', 'b']
                script {
                    sh(script: 'x', retrunStdout: true)
                }
            }
        }
    }
}
// expect 6:20 unknown parameter "scrpt" of "sh"; did you mean "script"?
// expect 7:36 unknown parameter "returnStdOut" of "sh"; did you mean "returnStdout"?
// expect 8:20 arguments with and without names are mixed in "sh"
// expect 9:17 "sh" lacks "script"
// expect 10:50 "returnStatus" of "sh" must be a boolean, not a string (yes)
// expect 11:27 "echo" takes only one argument without a name
// expect 12:17 expected a step in steps of stage "Build", found the bare word "echo"
// expect 13:17 "echo" lacks "message"
// expect 14:22 "message" of "echo" must be a string, not a whole number (5)
// expect 15:27 "deleteDir" takes no arguments
// expect 16:17 "dir" needs a block
// expect 17:27 "echo" takes no block
// expect 18:32 "writeFile" takes no arguments without names
// expect 19:17 "writeFile" lacks "text"
// expect 20:23 "count" of "retry" must be a whole number, not a string (3)
// expect 21:25 "overrides" of "withEnv" must be a list, not a string (A=b)
// expect 22:17 an expression is not allowed in steps of stage "Build", only steps are
// expect 24:37 unknown parameter "retrunStdout" of "sh"; did you mean "returnStdout"?
