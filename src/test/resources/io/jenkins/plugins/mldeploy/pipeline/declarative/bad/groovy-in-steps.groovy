pipeline {
    agent any
    stages {
        stage('Build') {
            steps {
                def x = 1
                y = 2
                if (x == 1) { echo 'one' }
                for (i in 1..3) { echo "$i" }
                while (true) { echo 'x' }
                try { sh 'x' } catch (e) { echo 'y' }
                switch (x) { case 1: echo 'x' }
                throw new Exception()
                return x
                assert x
                currentBuild.result = 'FAILURE'
                docker.build('x')
                [1, 2].each { echo "$it" }
                'a string'
                deleteDir
                x ? echo('a') : echo('b')
                dir('sub') {
                    def z = 3
                }
                dir 'a' { echo 'b' }
            }
        }
    }
}
// expect 6:17 a variable definition is not allowed in steps of stage "Build", only steps are
// expect 7:17 an assignment is not allowed in steps of stage "Build", only steps are
// expect 8:17 "if" is not allowed in steps of stage "Build", only steps are
// expect 9:17 "for" is not allowed in steps of stage "Build", only steps are
// expect 10:17 "while" is not allowed in steps of stage "Build", only steps are
// expect 11:17 "try" is not allowed in steps of stage "Build", only steps are
// expect 12:17 "switch" is not allowed in steps of stage "Build", only steps are
// expect 13:17 "throw" is not allowed in steps of stage "Build", only steps are
// expect 14:17 "return" is not allowed in steps of stage "Build", only steps are
// expect 15:17 "assert" is not allowed in steps of stage "Build", only steps are
// expect 16:17 an assignment is not allowed in steps of stage "Build", only steps are
// expect 17:17 a call on an object is not allowed in steps of stage "Build", only steps are
// expect 18:17 a call on an object is not allowed in steps of stage "Build", only steps are
// expect 19:17 a bare value is not allowed in steps of stage "Build", only steps are
// expect 20:17 expected a step in steps of stage "Build", found the bare word "deleteDir"
// expect 21:17 an expression is not allowed in steps of stage "Build", only steps are
// expect 23:21 a variable definition is not allowed in the block of "dir", only steps are
// expect 25:21 the block goes to 'a', not to "dir"
