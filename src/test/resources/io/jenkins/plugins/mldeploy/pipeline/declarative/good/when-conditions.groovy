pipeline {
    agent any
    stages {
        stage('Facts') {
            when {
                branch 'main'
                buildingTag()
                changelog '.*^\\[DEPENDENCY\\] .+$'
                changeset '**/*.js'
                changeRequest()
                environment name: 'DEPLOY_TO', value: 'production'
                equals expected: 2, actual: currentBuild.number
                expression { return params.DEBUG }
                tag 'release-*'
                triggeredBy 'TimerTrigger'
            }
            steps { echo 'x' }
        }
        stage('Comparators') {
            when {
                branch pattern: 'release-\\d+', comparator: 'REGEXP'
                changeRequest target: 'main'
                changeRequest authorEmail: '[\\w_-.]+@example.com', comparator: 'GLOB'
                changeset pattern: '*TEST.java', caseSensitive: true
                tag pattern: 'release-\\d+', comparator: 'REGEXP'
                triggeredBy cause: 'UserIdCause', detail: 'sam'
            }
            steps { echo 'x' }
        }
        stage('Nested') {
            when {
                beforeAgent true
                beforeInput true
                beforeOptions false
                not { branch 'main' }
                allOf {
                    environment name: 'A', value: 'b', ignoreCase: true
                    anyOf { branch 'x'; branch 'y' }
                    not { anyOf { tag 'a*'; isRestartedRun() } }
                }
                expression { BRANCH_NAME ==~ /(production|staging)/ }
            }
            steps { echo 'x' }
        }
    }
}
// stages: Facts, Comparators, Nested
