pipeline {
    agent any
    environment {
        FOO-BAR = 'a'
    }
    stages {
        stage('Build') { steps { echo 'x' } }
    }
}
// expect 4:17 syntax error: (FOO - BAR) is a binary expression, but it should be a variable expression
