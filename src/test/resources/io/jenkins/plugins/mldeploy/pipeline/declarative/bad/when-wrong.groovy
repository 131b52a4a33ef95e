pipeline {
    agent any
    stages {
        stage('A') { when { brnch 'main' }; steps { echo 'x' } }
        stage('B') { when { beforeAgent true }; steps { echo 'x' } }
        stage('C') { when { not { branch 'a'; branch 'b' } }; steps { echo 'x' } }
        stage('D') { when { allOf { } ; anyOf { } }; steps { echo 'x' } }
        stage('E') { when { environment name: 'A' }; steps { echo 'x' } }
        stage('F') { when { equals expected: 1, actul: 2 }; steps { echo 'x' } }
        stage('G') { when { env.X == 'y' }; steps { echo 'x' } }
        stage('H') { when { expression 'x' }; steps { echo 'x' } }
        stage('I') { when { anyOf { beforeAgent true; branch 'a' } }; steps { echo 'x' } }
        stage('J') { when { branch pattern: 'x', comparator: 'REGEX' }; steps { echo 'x' } }
        stage('K') { when { changelog '[' }; steps { echo 'x' } }
        stage('L') { when { beforeAgent 'yes'; branch 'a' }; steps { echo 'x' } }
        stage('M') { when { branch('main') { } }; steps { echo 'x' } }
        stage('N') { when { expression { isUnux() } }; steps { echo 'x' } }
        stage('O') { when { branch 5; buildingTag 'x' }; steps { echo 'x' } }
    }
}
// expect 4:29 unknown condition "brnch" in when; did you mean "branch"?
// expect 5:22 when holds no condition
// expect 6:29 "not" takes exactly one condition, here are 2
// expect 7:29 "allOf" holds no condition
// expect 7:41 "anyOf" holds no condition
// expect 8:29 "environment" lacks "value"
// expect 9:49 unknown parameter "actul" of "equals"; did you mean "actual"?
// expect 10:29 expected a condition, found an expression
// expect 11:29 "expression" needs a block
// expect 12:37 "beforeAgent" belongs directly into when
// expect 13:62 "comparator" of "branch" can't be "REGEX"; did you mean "REGEXP"?
// expect 14:39 "[" is no regular expression: Unclosed character class
// expect 15:29 "beforeAgent" takes true or false
// expect 16:44 "branch" takes no block
// expect 17:42 unknown step "isUnux"; did you mean "isUnix"?
// expect 18:36 "pattern" of "branch" must be a string, not a whole number (5)
// expect 18:51 "buildingTag" takes no arguments
