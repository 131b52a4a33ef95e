def greet(String who, int times = 1) {
    times.times { echo "Hello ${who}" }
}

def shout = { text -> echo text.toUpperCase() }

pipeline {
    agent any
    stages {
        stage('Own') {
            steps {
                greet 'Sam', 2
                shout 'hey'
                script {
                    sh = { text -> echo "not the step: ${text}" }
                    sh 1, 2, 3
                    new StringBuilder().with {
                        append 'a'
                        insert 0, 'b'
                    }
                }
            }
        }
    }
}
// stages: Own
