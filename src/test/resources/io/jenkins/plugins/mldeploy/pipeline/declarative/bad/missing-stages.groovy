pipeline {
    agent any
    steps {
        echo 'x'
    }
}
// expect 1:1 pipeline lacks "stages"
// expect 3:5 "steps" is not allowed in pipeline
