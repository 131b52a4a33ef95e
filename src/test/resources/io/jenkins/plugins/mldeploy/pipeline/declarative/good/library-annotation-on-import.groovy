@Library('shared') import org.example.Tools

node {
    stepFromTheLibrary 'x'
    echo new Tools(this).name()
}
// stages: scripted
