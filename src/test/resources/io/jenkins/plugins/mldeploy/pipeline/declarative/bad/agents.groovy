pipeline {
    agent nonne
    stages {
        stage('A') { agent 'linux'; steps { echo 'x' } }
        stage('B') { agent { lable 'linux' }; steps { echo 'x' } }
        stage('C') { agent { label 'a'; docker 'b' }; steps { echo 'x' } }
        stage('D') { agent { docker { imgae 'b' } }; steps { echo 'x' } }
        stage('E') { agent { docker { image 5; alwaysPull 'yes'; image 'x' } }; steps { echo 'x' } }
        stage('F') { agent { node 'linux' }; steps { echo 'x' } }
        stage('G') { agent { node { customWorkspace 'w' } }; steps { echo 'x' } }
        stage('H') { agent { dockerfile false }; steps { echo 'x' } }
        stage('I') { agent { docker image: 'x', label: 'y' }; steps { echo 'x' } }
        stage('J') { agent { any }; steps { echo 'x' } }
        stage('K') { agent { label: 'x' }; steps { echo 'x' } }
        stage('L') { agent any, none; steps { echo 'x' } }
        stage('M') { agent { label 'a', 'b' }; steps { echo 'x' } }
    }
}
// expect 2:5 agent must be any, none or a block; did you mean "agent none"?
// expect 4:22 agent must be any, none or a block
// expect 5:30 unknown kind of agent "lable"; did you mean "label"?
// expect 6:41 agent takes one kind, here are "label" and "docker"
// expect 7:39 unknown setting "imgae" of agent docker; did you mean "image"?
// expect 8:45 "image" of agent docker must be a string, not a whole number (5)
// expect 8:59 "alwaysPull" of agent docker must be a boolean, not a string (yes)
// expect 8:66 second "image" of agent docker
// expect 9:30 agent node needs a block
// expect 10:30 agent node lacks "label"
// expect 11:41 agent dockerfile takes true or a block
// expect 12:30 agent docker takes one value or a block of settings
// expect 13:22 agent any takes no block
// expect 14:37 expected a kind of agent, found a bare value
// expect 15:22 agent must be any, none or a block
// expect 16:30 agent label takes one value or a block of settings
