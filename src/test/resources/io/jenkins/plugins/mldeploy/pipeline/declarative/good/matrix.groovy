pipeline {
    agent none
    stages {
        stage('Everywhere') {
            failFast true
            matrix {
                agent { label "${PLATFORM}-agent" }
                when { anyOf {
                    expression { params.PLATFORM_FILTER == 'all' }
                    expression { params.PLATFORM_FILTER == env.PLATFORM }
                } }
                axes {
                    axis {
                        name 'PLATFORM'
                        values 'linux', 'windows', 'mac'
                    }
                    axis {
                        name 'BROWSER'
                        values 'firefox', 'safari', 'edge'
                    }
                }
                excludes {
                    exclude {
                        axis {
                            name 'PLATFORM'
                            values 'linux'
                        }
                        axis {
                            name 'BROWSER'
                            values 'safari'
                        }
                    }
                    exclude {
                        axis {
                            name 'PLATFORM'
                            notValues 'windows'
                        }
                        axis {
                            name 'BROWSER'
                            values 'edge'
                        }
                    }
                }
                environment { CELL = "${PLATFORM}-${BROWSER}" }
                stages {
                    stage('Build') { steps { echo "Build for ${PLATFORM}" } }
                    stage('Test') { steps { echo "Test in ${BROWSER}" } }
                }
                post { always { echo 'cell done' } }
            }
        }
    }
}
// stages: Everywhere(matrix PLATFORM=linux|windows|mac BROWSER=firefox|safari|edge: Build, Test)
