pipeline {
    agent any
    stages {
        stage('A') {
            steps {
                echo 'x'
            }
        }
    }
}
}
// expect 11:1 syntax error: unexpected token: }
