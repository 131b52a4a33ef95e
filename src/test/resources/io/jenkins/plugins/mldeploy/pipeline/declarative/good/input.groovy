pipeline {
    agent any
    stages {
        stage('Ask') {
            input {
                message 'Should we continue?'
                id 'go'
                ok 'Yes, we should.'
                submitter 'alice,bob'
                submitterParameter 'WHO'
                parameters {
                    string(name: 'PERSON', defaultValue: 'Sam', description: 'Who?')
                }
            }
            steps {
                echo "Hello, ${PERSON}"
                input 'And now?'
            }
        }
    }
}
// stages: Ask
