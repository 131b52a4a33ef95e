pipeline {
    agent: any
    options: {
        timestamps()
    }
    stages {
        stage('A') {
            steps: { echo 'x' }
            agent { docker { image: 'x' } }
        }
    }
}
// expect 1:1 pipeline lacks "agent"
// expect 2:12 expected a section of pipeline, found the bare word "any"
// expect 3:14 expected a section of pipeline, found a block without a name
// expect 7:9 stage "A" has nothing to run
// expect 8:20 expected a section of stage "A", found a block without a name
// expect 9:21 agent docker lacks "image"
// expect 9:37 expected a setting of docker, found a bare value
