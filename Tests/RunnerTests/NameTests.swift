import Testing

/// Names in letters of any script, from the spec to the report.
@Suite struct NameTests {
  let here = Workspace()
  private let unnamed = small.replacing("name: tiny\n", with: "")

  @Test(arguments: ["größe-übung", "название", "実験1", "हिन्दी"])
  func everyCommandTakesANameOfAnyScript(name: String) throws {
    try here.write(unnamed, to: "\(name).yaml")
    let run = try here.run("run", "\(name).yaml", "--progress", "plain")
    #expect(run.status == 0)
    #expect(run.stdout.contains("\(name): test loss "))
    for file in [".csv", ".json", "/weights.safetensors", "/resolved.yaml"] {
      #expect(here.exists("results/\(name)\(file)"))
    }
    #expect(try here.run("run", "results/\(name)/resolved.yaml", "--results", "again", "--no-report").status == 0)
    #expect(try here.bytes("again/\(name).json") == here.bytes("results/\(name).json"))
    #expect(try here.run("list").stdout.contains("\n\(name) "))
    #expect(try here.run("evaluate", name).status == 0)
    #expect(try here.run("verify", "\(name).yaml").status == 0)
    #expect(try here.run("export", name, "--output", "tables").status == 0)
    #expect(try here.run("report").status == 0)
    #expect(try here.read("results/report.html").contains(name))
    #expect(try here.run("remove", name).status == 0)
    #expect(!here.exists("results/\(name)") && !here.exists("results/\(name).json"))
  }

  @Test func aSweepAndItsRunsHaveSuchNames() throws {
    try here.write(unnamed, to: "größen/название.yaml")
    try here.write(unnamed + "seed: 2\n", to: "größen/実験1.yaml")
    #expect(try here.run("sweep", "größen", "--jobs", "2").status == 0)
    #expect(here.exists("results/größen/название.json") && here.exists("results/größen/実験1.json"))
    #expect(try here.run("list").stdout.contains(/größen +completed +2 runs/))
    #expect(try here.run("compare", "größen").stdout.contains("название"))
    #expect(try here.run("evaluate", "größen/実験1").status == 0)
    #expect(try here.read("results/report.html").contains("größen"))
    try here.write("extends: größen/название.yaml\nname: スイープ\nsweep: {seeds: 2}\n", to: "s.yaml")
    #expect(try here.run("sweep", "s.yaml", "--no-report").status == 0)
    #expect(here.exists("results/スイープ/seed-2.json"))
  }

  @Test func theLongestNameHasRoomForItsFiles() throws {
    let name = String(repeating: "é", count: 50)
    try here.write(unnamed, to: "\(name)/\(name).yaml")
    #expect(try here.run("sweep", name).status == 0)
    #expect(here.exists("results/\(name)/\(name)/weights.safetensors"))
    #expect(try here.run("sweep", name, "--set", "seed=2").status == 0)
    #expect(here.exists("results/\(name)/previous/1/\(name).json"))
  }
}
