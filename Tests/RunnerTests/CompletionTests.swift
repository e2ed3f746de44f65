import Testing

/// What bash offers with the script that the program writes. The test calls the shell as its readline does.
@Suite struct CompletionTests {
  let here = Workspace()

  init() throws {
    for file in ["alpha.yaml", "beta.yml", "notes.txt", "seven.png"] { try here.write("", to: file) }
    try here.write(small, to: "folder/tiny.yaml")
    try here.run("folder/tiny.yaml", "--no-report", "--progress", "none")
    try here.run("folder/tiny.yaml", "--no-report", "--progress", "none", "--results", "elsewhere", "--set", "name=far")
  }

  @Test(arguments: [
    (["run", ""], ["alpha.yaml", "beta.yml", "elsewhere/", "folder/", "results/"]),
    (["validate", "a"], ["alpha.yaml"]),
    (["sweep", "f"], ["folder/"]),
    (["comp"], ["compare"]),
    (["evaluate", ""], ["tiny"]),
    (["evaluate", "--results", "elsewhere", ""], ["far"]),
    (["remove", "ti"], ["tiny"]),
    (["compare", "--results", "el"], ["elsewhere/"]),
    (["predict", "tiny", "s"], ["seven.png"]),
    (["run", "alpha.yaml", "--progress", "p"], ["plain"]),
  ])
  func bashOffersWhatFits(words: [String], offers: [String]) throws {
    let line = (["runner"] + words).joined(separator: " ")
    let quoted = (["runner"] + words).map { "'\($0)'" }.joined(separator: " ")
    try here.write(
      """
      PATH=$(dirname "$RUNNER"):$PATH
      source <(runner --generate-completion-script bash)
      COMP_WORDS=(\(quoted)) COMP_CWORD=\(words.count) COMP_LINE='\(line)' COMP_POINT=\(line.utf8.count) COMP_TYPE=9
      _runner runner '\(words.last ?? "")' '\((["runner"] + words)[words.count - 1])'
      for offer in "${COMPREPLY[@]}"; do [ -d "$offer" ] && offer=${offer%/}/; echo ${offer%% }; done | sort -u
      """, to: "complete.bash")
    let outcome = try here.shell("bash complete.bash")
    #expect(outcome.stdout.split(separator: "\n").map(String.init) == offers, "\(outcome)")
  }
}
