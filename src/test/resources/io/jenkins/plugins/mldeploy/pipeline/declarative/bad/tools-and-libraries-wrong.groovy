pipeline {
    agent any
    tools {
        maven
        jdk 'a', 'b'
        gradle 8
        jdk 'c'
        maven { name 'x' }
    }
    libraries {
        lib()
        libb('x')
        'just a string'
    }
    stages {
        stage('Build') { steps { echo 'x' } }
    }
}
// expect 4:9 expected a tool, found the bare word "maven"
// expect 5:18 "jdk" takes only one argument without a name
// expect 6:16 "name" of "gradle" must be a string, not a whole number (8)
// expect 7:9 second tool "jdk"
// expect 8:9 "maven" lacks "name"
// expect 8:15 "maven" takes no block
// expect 11:9 "lib" lacks "identifier"
// expect 12:9 unknown "libb" in libraries; did you mean "lib"?
// expect 13:9 expected lib('name'), found a bare value
