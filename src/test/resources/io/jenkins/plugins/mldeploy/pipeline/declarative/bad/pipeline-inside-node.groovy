node {
    pipeline {
        agent any
        stages { stage('A') { steps { echo 'x' } } }
    }
}
// expect 2:5 "pipeline" must stand at the top level of the file, not in another block
