pipeline {
	agent any
	stages {
		stage("Build") {
			stepps {
				echo "x"
			}
		}
	}
}
// expect 5:4 unknown section "stepps" in stage "Build"; did you mean "steps"?
