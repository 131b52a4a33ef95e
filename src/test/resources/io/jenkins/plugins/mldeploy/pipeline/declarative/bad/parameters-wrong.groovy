pipeline {
    agent any
    parameters {
        strng(name: 'A')
        string(defaultValue: 'b')
        string(name: 'C', defaultValue: 5)
        booleanParam(name: 'D', defaultValue: 'true')
        choice(name: 'E', choices: [])
        choice(name: 'F')
        string('G')
        password(name: 'H', defautValue: 'x')
        A = 'b'
    }
    stages {
        stage('Build') { steps { echo 'x' } }
    }
}
// expect 4:9 unknown kind of parameter "strng"; did you mean "string"?
// expect 5:9 "string" lacks "name"
// expect 6:41 "defaultValue" of "string" must be a string, not a whole number (5)
// expect 7:47 "defaultValue" of "booleanParam" must be a boolean, not a string (true)
// expect 8:36 "choices" holds nothing to choose
// expect 9:9 "choice" lacks "choices"
// expect 10:16 the arguments of "string" need names
// expect 11:29 unknown parameter "defautValue" of "password"; did you mean "defaultValue"?
// expect 12:9 expected a parameter, found an assignment
