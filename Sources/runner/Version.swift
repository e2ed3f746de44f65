/// Of the program; what the bits depend on is `numericsVersion`.
let runnerVersion = "0.1.0"
