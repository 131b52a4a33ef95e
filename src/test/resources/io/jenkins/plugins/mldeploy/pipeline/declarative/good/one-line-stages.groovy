pipeline { agent none
  stages {
    stage('Commit')     { agent any; steps { mlTest id: 'unit', command: 'make test', testResults: 'reports/*.xml' } }
    stage('Acceptance') { agent any; steps { sh 'make up'
                                             mlTest id: 'llm', command: 'make eval', metrics: 'out/metrics.json' } }
    stage('')           { steps { echo 'Blue Ocean leaves names empty' } }
} }
// stages: Commit, Acceptance, 
