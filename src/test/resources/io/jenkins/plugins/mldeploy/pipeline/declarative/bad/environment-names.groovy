pipeline {
    agent any
    environment {
        TWICE = 'c'
        TWICE = 'd'
        env.DOTTED = 'e'
        def DEFINED = 'f'
        echo 'g'
        BARE
        export X = 'h'
    }
    stages {
        stage('Build') { steps { echo 'x' } }
    }
}
// expect 5:9 second value for environment variable "TWICE"
// expect 6:9 "env.DOTTED" can't be the name of an environment variable
// expect 7:9 expected NAME = value in environment, found a variable definition
// expect 8:9 expected NAME = value in environment, found a call of "echo"
// expect 9:9 expected NAME = value in environment, found the bare word "BARE"
// expect 10:9 expected NAME = value in environment, found a call of "export"
