pipelin {
    agent any
    stages { stage('A') { steps { echo 'x' } } }
}
// expect 1:1 unknown step "pipelin"; did you mean "pipeline"?
