import ArgumentParser

@main
struct Runner: ParsableCommand {}
