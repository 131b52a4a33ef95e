pipeline {
    agent any
    stages {
    }
}
// expect 3:5 stages of pipeline holds no stage
