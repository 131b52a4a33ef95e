pipeline {
    agent any
    options {
        ansiColor('xterm')
        buildDiscarder(logRotator(numToKeepStr: '10', artifactNumToKeepStr: '1'))
        checkoutToSubdirectory('src')
        disableConcurrentBuilds(abortPrevious: true)
        disableResume()
        durabilityHint('PERFORMANCE_OPTIMIZED')
        newContainerPerStage()
        overrideIndexTriggers(false)
        parallelsAlwaysFailFast()
        preserveStashes(buildCount: 5)
        quietPeriod(30)
        retry(3)
        skipDefaultCheckout()
        skipStagesAfterUnstable()
        timeout(time: 1, unit: 'HOURS')
        timestamps()
        withCredentials([usernamePassword(credentialsId: 'u', usernameVariable: 'U', passwordVariable: 'P')])
    }
    stages {
        stage('Build') {
            options {
                retry(2)
                timeout(activity: true, time: 10)
                timestamps()
                skipDefaultCheckout(true)
                catchError(buildResult: 'UNSTABLE')
            }
            steps { sh 'make' }
        }
        stage('Short forms') {
            options {
                timeout(5)
                retry count: 2
            }
            steps { sh 'make' }
        }
    }
}
// stages: Build, Short forms
