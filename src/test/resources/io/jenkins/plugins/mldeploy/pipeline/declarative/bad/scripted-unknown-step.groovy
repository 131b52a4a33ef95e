node('linux') {
    stage('Build') {
        checkuot scm
        sh script: 'make', returnStdOut: true
    }
}
def deploy() {
    ecoh 'x'
}
// expect 3:9 unknown step "checkuot"; did you mean "checkout"?
// expect 4:28 unknown parameter "returnStdOut" of "sh"; did you mean "returnStdout"?
// expect 8:5 unknown step "ecoh"; did you mean "echo"?
