def once = { Map args, Closure body ->
    echo "run ${args.name}"
    body()
}

void twice(Closure work) {
    work.call()
    work()
}

pipeline {
    agent any
    stages {
        stage('Build') {
            when { expression { def x = env.X ?: 'y'; return x != 'y' } }
            steps {
                once(name: 'a') { sh 'make' }
                script {
                    twice { echo 'x' }
                    def tasks = ['a', 'b'].collectEntries { name -> [(name): { -> echo name }] }
                    tasks.failFast = true
                    parallel tasks
                    withEnv(["A=b"]) { dir('sub') { sh "make ${[1, 2].collect { it + 1 }.join(',')}" } }
                    docker.image('maven:3').inside('-v /tmp:/tmp') { sh 'mvn -v' }
                    def (one, two) = [1, 2]
                    assert one < two : "impossible"
                    switch (env.X) {
                        case 'a': echo 'a'; break
                        default: echo 'other'
                    }
                    if (fileExists('pom.xml') && !isUnix()) { bat 'mvn -v' }
                    label: while (true) { break label }
                }
            }
        }
    }
}
// stages: Build
