pipeline {
    agent { label 'linux && x64' }
    stages {
        stage('Node') {
            agent { node { label 'big'
                           customWorkspace '/srv/ws' } }
            steps { sh 'make' }
        }
        stage('Label from environment') {
            agent { label "${env.WHERE}" }
            steps { sh 'make' }
        }
        stage('Docker, short') {
            agent { docker 'python:3.12' }
            steps { sh 'pytest' }
        }
        stage('Docker, long') {
            agent {
                docker {
                    image 'python:3.12'
                    label 'containers'
                    args  '-v /tmp:/tmp'
                    registryUrl 'https://registry.example'
                    registryCredentialsId 'registry'
                    alwaysPull true
                    reuseNode true
                }
            }
            steps { sh 'pytest' }
        }
        stage('Dockerfile, short') {
            agent { dockerfile true }
            steps { sh 'pytest' }
        }
        stage('Dockerfile, long') {
            agent {
                dockerfile {
                    filename 'Dockerfile.build'
                    dir 'build'
                    additionalBuildArgs '--build-arg version=1'
                }
            }
            steps { sh 'pytest' }
        }
        stage('Pod') {
            agent {
                kubernetes {
                    defaultContainer 'tools'
                    yaml '''
                        spec:
                          containers:
                          - {name: tools, image: alpine}
                    '''
                }
            }
            steps { sh 'pytest' }
        }
        stage('Nowhere') {
            agent none
            steps { echo 'no executor is taken' }
        }
        stage('Anywhere') {
            agent any
            steps { sh 'make' }
        }
    }
}
// stages: Node, Label from environment, Docker, short, Docker, long, Dockerfile, short, Dockerfile, long, Pod, Nowhere, Anywhere
