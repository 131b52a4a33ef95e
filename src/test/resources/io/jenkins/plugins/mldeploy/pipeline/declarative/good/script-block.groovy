pipeline {
    agent any
    stages {
        stage('Free Groovy') {
            steps {
                echo 'before'
                script {
                    def browsers = ['chrome', 'firefox']
                    for (int i = 0; i < browsers.size(); ++i) {
                        echo "Testing the ${browsers[i]} browser"
                    }
                    if (isUnix()) { sh 'make' } else { bat 'make' }
                    def twice = { text -> echo text; echo text }
                    twice('x')
                    browsers.each { echo it }
                    parallel a: { echo 'a' }, b: { stage('in b') { echo 'b' } }
                    try { error 'x' } catch (e) { println e }
                    currentBuild.result = 'UNSTABLE'
                }
            }
        }
    }
}
// stages: Free Groovy
