def list = [1]
pipeline {
    agent any
    environment {
        A = ['a', 'b']
        B = params.B
        C = list
        D = 'a' - 'b'
        E = 'a' + 1 + credentials('c')
        F = 'x' ?: 'y'
        G = { 'x' }
        H = credentials()
        I = credentials(5)
        J = redFile('x')
        K = "${ecoh('x')}"
        L = [a: 'b']
        M = true ? 'x' : 'y'
    }
    stages {
        stage('Build') { steps { echo 'x' } }
    }
}
// expect 5:13 the value of "A" must be a string, a call or strings joined with +
// expect 6:13 the value of "B" must be a string, a call or strings joined with +
// expect 7:13 the value of "C" must be a string, a call or strings joined with +
// expect 8:17 the value of "D" uses "-"
// expect 9:23 the value of "E" must be a string, a call or strings joined with +
// expect 10:17 the value of "F" must be a string, a call or strings joined with +
// expect 11:13 the value of "G" must be a string, a call or strings joined with +
// expect 12:13 "credentials" lacks "id"
// expect 13:25 "id" of "credentials" must be a string, not a whole number (5)
// expect 14:13 unknown step "redFile"; did you mean "readFile"?
// expect 15:16 unknown step "ecoh"; did you mean "echo"?
// expect 16:13 the value of "L" must be a string, a call or strings joined with +
// expect 17:18 the value of "M" must be a string, a call or strings joined with +
