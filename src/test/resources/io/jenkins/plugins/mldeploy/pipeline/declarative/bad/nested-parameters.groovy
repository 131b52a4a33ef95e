pipeline {
    agent any
    stages {
        stage('Test') {
            steps {
                mlTest id: 'llm',
                    qualityGates: [[metric: 'a', treshold: 0.85],
                                   [threshold: 1],
                                   [metric: 'b', threshold: 'high', direction: 'UP'],
                                   [metric: 'c', metric: 'd']]
                mlTest id: 5, qualityGate: []
                mlTest qualityGates: 'a'
            }
        }
    }
}
// expect 7:50 unknown key "treshold" in "qualityGates" of "mlTest"; did you mean "threshold"?
// expect 8:36 entry of "qualityGates" of "mlTest" lacks "metric"
// expect 9:61 "threshold" of "qualityGates" of "mlTest" must be a number, not a string (high)
// expect 9:80 "direction" of "qualityGates" of "mlTest" can't be "UP"
// expect 10:50 second "metric" in "qualityGates" of "mlTest"
// expect 11:28 "id" of "mlTest" must be a string, not a whole number (5)
// expect 11:31 unknown parameter "qualityGate" of "mlTest"; did you mean "qualityGates"?
// expect 12:38 "qualityGates" of "mlTest" must be a list, not a string (a)
