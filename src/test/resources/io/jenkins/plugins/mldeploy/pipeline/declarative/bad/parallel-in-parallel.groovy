pipeline {
    agent any
    stages {
        stage('Outer') {
            parallel {
                stage('A') {
                    parallel {
                        stage('A1') { steps { echo 'x' } }
                    }
                }
                stage('B') {
                    stages {
                        stage('B1') {
                            matrix {
                                axes { axis { name 'X'; values 'y' } }
                                stages { stage('M') { steps { echo 'x' } } }
                            }
                        }
                    }
                }
            }
        }
        stage('Cells') {
            matrix {
                axes { axis { name 'X'; values 'y' } }
                stages {
                    stage('M') {
                        parallel { stage('P') { steps { echo 'x' } } }
                    }
                }
            }
        }
    }
}
// expect 7:21 "parallel" in stage "A" is inside another parallel or matrix
// expect 14:29 "matrix" in stage "B1" is inside another parallel or matrix
// expect 28:25 "parallel" in stage "M" is inside another parallel or matrix
