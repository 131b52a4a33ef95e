pipeline {
    agent any
    options {
        timeOut(time: 1, unit: 'HOURS')
        timeout(time: '1', unit: 'HOUR')
        retry('3')
        retry(2)
        buildDiscarder(numToKeepStr: '5')
        disableConcurrentBuilds(abortPrevius: true)
        durabilityHint('FAST')
        timestamps
        skipDefaultCheckout(true, false)
        quietPeriod()
        ansiColor { }
        entirelyDifferent()
        if (x) { timestamps() }
    }
    stages {
        stage('Build') {
            options {
                buildDiscarder(logRotator(numToKeep: 5))
                disableConcurrentBuilds()
                retri(3)
            }
            steps { echo 'x' }
        }
    }
}
// expect 4:9 unknown option "timeOut"; did you mean "timeout"?
// expect 5:23 "time" of "timeout" must be a whole number, not a string (1)
// expect 5:34 "unit" of "timeout" can't be "HOUR"; did you mean "HOURS"?
// expect 6:15 "count" of "retry" must be a whole number, not a string (3)
// expect 7:9 second option "retry"
// expect 8:9 "buildDiscarder" lacks "strategy"
// expect 8:24 unknown parameter "numToKeepStr" of "buildDiscarder"
// expect 9:33 unknown parameter "abortPrevius" of "disableConcurrentBuilds"; did you mean "abortPrevious"?
// expect 10:24 "hint" of "durabilityHint" can't be "FAST"
// expect 11:9 expected an option, found the bare word "timestamps"
// expect 12:35 "skipDefaultCheckout" takes only one argument without a name
// expect 13:9 "quietPeriod" lacks "quietPeriod"
// expect 14:9 "ansiColor" lacks "colorMapName"
// expect 14:19 "ansiColor" takes no block
// expect 15:9 unknown option "entirelyDifferent"
// expect 16:9 expected an option, found "if"
// expect 21:17 option "buildDiscarder" is not allowed in a stage
// expect 21:43 unknown parameter "numToKeep" of "logRotator"; did you mean "numToKeepStr"?
// expect 22:17 option "disableConcurrentBuilds" is not allowed in a stage
// expect 23:17 unknown option "retri"; did you mean "retry"?
