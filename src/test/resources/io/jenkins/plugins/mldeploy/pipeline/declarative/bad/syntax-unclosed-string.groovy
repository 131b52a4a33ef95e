pipeline {
    agent any
    stages {
        stage('A') {
            steps {
                echo 'x
            }
        }
    }
}
// expect 6:24 syntax error: expecting ''', found the end of the line
