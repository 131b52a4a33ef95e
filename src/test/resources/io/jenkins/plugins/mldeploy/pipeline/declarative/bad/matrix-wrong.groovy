pipeline {
    agent any
    stages {
        stage('A') {
            matrix {
                axes {
                    axis { name 'X'; values 'a', 'a', "b${c}" }
                    axis { values 'a' }
                    axis { name 'Y' }
                    axis { name 'X'; values 'b' }
                    axis { name '1 2'; values 'b' }
                    axs { name 'Z'; values 'b' }
                    axis { name 'W'; values }
                }
                excludes {
                    exclude { }
                    exclude {
                        axis { name 'X'; values 'a'; notValues 'b' }
                        axis { name 'Q'; values 'a' }
                    }
                }
                steps { echo 'x' }
            }
        }
        stage('B') {
            matrix {
                axes { }
                excludes { }
            }
        }
        stage('C') {
            matrix {
                stages { stage('S') { steps { echo 'x' } } }
            }
        }
    }
}
// expect 5:13 matrix of stage "A" lacks "stages"
// expect 7:50 second value "a" of an axis
// expect 7:55 the values of an axis must be literals
// expect 8:21 axis lacks "name"
// expect 9:21 axis lacks "values"
// expect 10:21 second axis "X"
// expect 11:33 "1 2" can't be the name of an axis: it becomes an environment variable
// expect 12:21 unknown "axs" in axes; did you mean "axis"?
// expect 13:38 "values" holds no value
// expect 16:21 exclude holds no axis
// expect 18:54 axis of exclude takes values or notValues, not both
// expect 19:25 exclude names the unknown axis "Q"
// expect 22:17 "steps" is not allowed in matrix of stage "A"
// expect 26:13 matrix of stage "B" lacks "stages"
// expect 27:17 axes holds no axis
// expect 28:17 excludes holds no exclude
// expect 32:13 matrix of stage "C" lacks "axes"
