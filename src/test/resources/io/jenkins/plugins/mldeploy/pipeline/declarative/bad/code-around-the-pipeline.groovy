echo 'before'
node { sh 'x' }
if (env.X) { echo 'y' }
def ok = 1
pipeline {
    agent any
    stages { stage('A') { steps { echo 'x' } } }
}
currentBuild.result = 'SUCCESS'
currentBuild.setResult('x')
stage('After') { echo 'x' }
'text'
// expect 1:1 "echo" is not allowed outside pipeline { … }
// expect 2:1 "node" is not allowed outside pipeline { … }
// expect 3:1 "if" is not allowed outside pipeline { … }
// expect 10:1 a call on an object is not allowed outside pipeline { … }
// expect 11:1 "stage" is not allowed outside pipeline { … }
// expect 12:1 a bare value is not allowed outside pipeline { … }
