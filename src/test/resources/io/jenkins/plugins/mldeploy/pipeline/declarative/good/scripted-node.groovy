def version = null
node('linux') {
    stage('Build') {
        checkout scm
        version = readFile('VERSION').trim()
        try {
            sh "make VERSION=${version}"
        } catch (exc) {
            echo "failed: ${exc}"
            throw exc
        } finally {
            archiveArtifacts artifacts: 'out/**', allowEmptyArchive: true
        }
    }
    stage('Test') {
        parallel unix: { sh 'make test' }, windows: { node('windows') { bat 'make test' } }
    }
}
// stages: scripted
