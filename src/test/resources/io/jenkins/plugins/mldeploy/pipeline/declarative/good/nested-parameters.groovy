def gates = [[metric: 'x', threshold: 1]]
pipeline {
    agent any
    stages {
        stage('Test') {
            steps {
                mlTest id: 'llm', command: 'make eval', metrics: 'out/*.json', repeat: 5,
                    qualityGates: [[metric: 'faithfulness', threshold: 0.85, criticality: 'FAILURE'],
                                   [metric: 'latency', threshold: 2, direction: 'LOWER']]
                mlTest id: 'other', qualityGates: gates
                mlTest([id: 'third'])
                mlTest(gates[0])
                script {
                    def result = mlTest(*: [id: 'fourth'], command: 'x')
                    echo result.status
                }
            }
        }
    }
}
// stages: Test
