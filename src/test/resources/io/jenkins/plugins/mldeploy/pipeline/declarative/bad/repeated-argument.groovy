node {
    sh script: 'a', script: 'b'
}
// expect 2:8 syntax error: Duplicate named parameter 'script' found.
