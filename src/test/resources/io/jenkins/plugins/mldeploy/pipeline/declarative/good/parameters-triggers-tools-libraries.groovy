pipeline {
    agent any
    libraries {
        lib('common@1.2')
        lib("other@${BRANCH}")
    }
    parameters {
        string(name: 'PERSON', defaultValue: 'Sam', description: 'Who?', trim: true)
        text(name: 'BIOGRAPHY', defaultValue: '', description: 'More')
        booleanParam(name: 'TOGGLE', defaultValue: true, description: 'On?')
        choice(name: 'CHOICE', choices: ['One', 'Two'], description: 'Which?')
        choice(name: 'LINES', choices: 'One\nTwo')
        password(name: 'PASSWORD', defaultValue: 'SECRET', description: 'Secret')
    }
    triggers {
        cron('H */4 * * 1-5')
        pollSCM('''TZ=Europe/Paris
                   H 4 * * *''')
        upstream(upstreamProjects: 'job1,job2', threshold: hudson.model.Result.SUCCESS)
    }
    tools {
        maven 'apache-maven-3.9'
        jdk "jdk-${VERSION}"
        'org.example.Tool' 'x'
    }
    stages {
        stage('Build') {
            tools { gradle 'gradle-8' }
            steps {
                echo "Hello ${params.PERSON}"
                stepOfTheLibrary 'x'
            }
        }
    }
}
// stages: Build
