def helper() {
    ecko 'in a function'
}
pipeline {
    agent any
    stages {
        stage('Build') {
            steps {
                ecoh 'x'
                hlper()
                withEnvs(['A=b']) { sh 'x' }
                dir('a') { shh 'x' }
                echo readFil('x')
                script {
                    def text = redFile('x')
                    [1].each { achiveArtifacts 'x' }
                    node { bta 'x' }
                    completelyUnheardOf()
                }
                sh "${jnuit('x')}"
                mltest id: 'a'
            }
        }
    }
    post { always { jnit 'x' } }
}
// expect 2:5 unknown step "ecko"; did you mean "echo"?
// expect 9:17 unknown step "ecoh"; did you mean "echo"?
// expect 10:17 unknown step "hlper"; did you mean "helper"?
// expect 11:17 unknown step "withEnvs"; did you mean "withEnv"?
// expect 12:28 unknown step "shh"; did you mean "sh"?
// expect 13:22 unknown step "readFil"; did you mean "readFile"?
// expect 15:32 unknown step "redFile"; did you mean "readFile"?
// expect 16:32 unknown step "achiveArtifacts"; did you mean "archiveArtifacts"?
// expect 17:28 unknown step "bta"; did you mean "bat"?
// expect 18:21 unknown step "completelyUnheardOf"
// expect 20:23 unknown step "jnuit"; did you mean "junit"?
// expect 21:17 unknown step "mltest"; did you mean "mlTest"?
// expect 25:21 unknown step "jnit"; did you mean "junit"?
