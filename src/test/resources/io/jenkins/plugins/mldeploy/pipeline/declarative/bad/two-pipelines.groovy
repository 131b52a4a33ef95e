pipeline {
    agent any
    stages { stage('A') { steps { echo 'x' } } }
}
pipeline {
    agent any
    stages { stage('A') { steps { echo 'x' } } }
}
// expect 5:1 second "pipeline" in this file
