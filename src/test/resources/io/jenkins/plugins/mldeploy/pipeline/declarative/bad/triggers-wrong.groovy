pipeline {
    agent any
    triggers {
        cron('H 4 * *')
        corn('H 4 * * *')
        pollSCM(5)
        upstream(threshold: 'SUCCESS')
        pollSCM('@daily')
    }
    stages {
        stage('Build') { steps { echo 'x' } }
    }
}
// expect 4:14 "cron" needs five fields in each line, "H 4 * *" has 4
// expect 5:9 unknown trigger "corn"; did you mean "cron"?
// expect 6:17 "scmpoll_spec" of "pollSCM" must be a string, not a whole number (5)
// expect 7:9 "upstream" lacks "upstreamProjects"
// expect 8:9 second trigger "pollSCM"
