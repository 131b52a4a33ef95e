pipeline {
    agent any
    options { timeout(time: 1, unit: 'hours') }
    stages {
        stage('A') {
            options { timeout(unit: 'HOURS') }
            steps { echo 'x' }
        }
        stage('B') {
            options { timeout(time: 1.5, unit: 'HOURS') }
            steps {
                timeout(time: "5", unit: 'MINUTES') { echo 'x' }
                timeout(5)
            }
        }
        stage('C') {
            options { timeout('1 hour') }
            steps { echo 'x' }
        }
    }
}
// expect 3:38 "unit" of "timeout" can't be "hours"; did you mean "HOURS"?
// expect 6:23 "timeout" lacks "time"
// expect 10:37 "time" of "timeout" must be a whole number, not a number (1.5)
// expect 12:31 "time" of "timeout" must be a whole number, not a string (5)
// expect 13:17 "timeout" needs a block
// expect 17:31 "time" of "timeout" must be a whole number, not a string (1 hour)
