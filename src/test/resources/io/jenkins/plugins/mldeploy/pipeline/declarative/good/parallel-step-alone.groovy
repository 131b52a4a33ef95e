pipeline {
    agent any
    options { rateLimitBuilds(throttle: [count: 1, durationName: 'day', userBoost: false]) }
    stages {
        stage('Both') {
            steps {
                parallel(
                    a: { echo 'a' },
                    'b c': { sh 'make' },
                    failFast: true
                )
            }
            post { notBuilt { echo 'not run' } }
        }
    }
}
// stages: Both
