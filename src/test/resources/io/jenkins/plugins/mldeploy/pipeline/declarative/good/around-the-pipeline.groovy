#!/usr/bin/env groovy
@Library('shared@2') _
import groovy.json.JsonSlurper
import static java.util.Collections.emptyList

def version = '1.0'
def (major, minor) = version.tokenize('.')
names = ['a', 'b']
@groovy.transform.Field
String shared = 'x'

properties([disableConcurrentBuilds()])

@NonCPS
def parse(String text) {
    new JsonSlurper().parseText(text)
}

pipeline {
    agent any
    stages {
        stage('Build') {
            steps {
                helper version
                anythingFromTheLibrary(1, 2, 3)
            }
        }
    }
}

def helper(text) {
    echo text
    emptyList()
}
// stages: Build
