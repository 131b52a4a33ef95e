pipeline {
}
// expect 1:1 pipeline lacks "agent"
// expect 1:1 pipeline lacks "stages"
