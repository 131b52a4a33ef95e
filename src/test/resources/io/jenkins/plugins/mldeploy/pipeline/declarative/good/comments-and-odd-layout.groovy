/* pipeline { agent nowhere } */
// pipeline {
pipeline { agent any; options { timestamps() }

    /* stages { */
    stages { stage("It's \"odd\" {") { steps { echo '}{)(' ; sh '''
        echo "{{{"
        # not a comment for Groovy }
    ''' } }
        stage('Slashy') { steps { echo(/a "quote' {/); echo "${['{', "${1 + 1}"].join('}')}" } }
    }
}
// stages: It's "odd" {, Slashy
