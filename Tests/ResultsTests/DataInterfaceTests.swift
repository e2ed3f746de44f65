import Catalog
import Geometry
import Testing
import Text

/// The contents of preprocessing.json.
struct DataInterfaceTests {
  private static let pictures = DataInterface(
    inputs: [.init(Shape([28, 28, 1]), .byte)], target: .classes(["T-shirt/top", "\"\n", "größe"]))
  private static let table = DataInterface(
    inputs: [.init(Shape([4]), .float), .init(Shape([8, 8, 3]), .byte)], target: .values(["mpg"]))

  private static let scaled = DataInterface(
    inputs: [
      .init(Shape([3]), .byte, rescale: 1), .init(Shape([8, 8, 3]), .word), .init(Shape([2]), .word, rescale: 0.1),
    ],
    target: .values(["mpg"]))

  private static let drawn = DataInterface(
    inputs: [.init(Shape([28, 28, 1]), .byte)], target: DataInterface.numbered(10), ink: InkFrame(side: 20))

  @Test(arguments: [pictures, table, scaled, drawn]) func isReadAsItWasWritten(_ interface: DataInterface) throws {
    #expect(try DataInterface(JSONValue(text: interface.json.text)) == interface)
    #expect(try DataInterface(JSONValue(text: interface.json.line)) == interface)
  }

  @Test func looksSo() {
    #expect(
      Self.table.json.text == """
        {
          "inputs": [
            {"shape": [4], "element": "float32"},
            {"shape": [8, 8, 3], "element": "uint8", "divisor": 255}
          ],
          "target": {"values": ["mpg"]}
        }

        """)
  }

  @Test func aFrameIsWrittenOut() throws {
    #expect(Self.drawn.json["ink"]?.line == #"{"longer_side": 20, "centred_by": "mass"}"#)
    for other in ["\"20\"", "0", "20.5", "99999999"] {
      let text = Self.drawn.json.line.replacing("\"longer_side\": 20", with: "\"longer_side\": \(other)")
      #expect(DataInterface(try JSONValue(text: text)) == nil)
    }
    #expect(DataInterface(try JSONValue(text: Self.drawn.json.line.replacing("mass", with: "box"))) == nil)
  }

  @Test func otherScalesAreWrittenOut() {
    #expect(
      Self.scaled.json["inputs"]?.line
        == #"[{"shape": [3], "element": "uint8", "multiplier": 1.0}, "#
        + #"{"shape": [8, 8, 3], "element": "uint16", "divisor": 65535}, "#
        + #"{"shape": [2], "element": "uint16", "multiplier": 0.1}]"#)
  }

  @Test(arguments: [("0.5", "\"0.5\""), ("0.5", "1e99"), ("0.5}", "0.5, \"divisor\": 255}")])
  func whatIsNoScaleIsRefused(_ part: String, _ other: String) throws {
    let interface = DataInterface(inputs: [.init(Shape([2]), .byte, rescale: 0.5)], target: .values(["x"]))
    let text = interface.json.line
    try #require(text.contains(part))
    #expect(try DataInterface(JSONValue(text: text)) == interface)
    #expect(try DataInterface(JSONValue(text: text.replacing(part, with: other))) == nil)
  }

  @Test(arguments: [
    ("[28, 28, 1]", "[28, 0, 1]"), ("[28, 28, 1]", "[28, -28, 1]"), ("[28, 28, 1]", "[28.5, 28, 1]"),
    ("[28, 28, 1]", "[]"),
    ("[28, 28, 1]", "[1, 1, 1, 1]"), ("[28, 28, 1]", "[1048577]"), ("[28, 28, 1]", "[1048576, 1048576, 1048576]"),
    ("255", "256"), ("uint8", "int16"), ("\"divisor\"", "\"factor\""), ("\"uint8\"", "8"), ("classes", "kinds"),
    ("[\"a\", \"b\"]", "[]"), ("[\"a\", \"b\"]", "[\"a\", 1]"), ("[\"a\", \"b\"]", "\"a\""), ("inputs", "input"),
    ("{\"classes\"", "{\"values\": [\"x\"], \"classes\""),
  ])
  func whatIsNotOneIsRefused(_ part: String, _ other: String) throws {
    let text = DataInterface(inputs: [.init(Shape([28, 28, 1]), .byte)], target: .classes(["a", "b"])).json.line
    try #require(text.contains(part))
    #expect(try DataInterface(JSONValue(text: text)) != nil)
    #expect(try DataInterface(JSONValue(text: text.replacing(part, with: other))) == nil)
  }

  @Test func onlyPicturesCanBeDrawn() {
    #expect(Self.pictures.input.pictureShape == Shape([28, 28, 1]))
    #expect(DataInterface.Input(Shape([4, 4, 3]), .word).pictureShape == Shape([4, 4, 3]))
    #expect(DataInterface.Input(Shape([4, 4, 2]), .byte).pictureShape == nil)
    #expect(Self.table.inputs.map { $0.pictureShape == nil } == [true, false])
  }

  /// Pictures in files are photographs, unless their ink has been seen.
  @Test func inkIsOnGreyPicturesAlone() {
    func interface(_ shape: Shape, _ settings: PictureSettings?, _ ink: InkFrame? = nil) -> DataInterface {
      DataInterface(inputs: [.init(shape, .byte, pictures: settings)], target: .classes(["a"]), ink: ink)
    }
    let (grey, colour) = (Shape([4, 4, 1]), Shape([4, 4, 3]))
    #expect(interface(grey, nil).holdsInk && interface(grey, PictureSettings(), InkFrame(side: 3)).holdsInk)
    #expect(!interface(grey, PictureSettings()).holdsInk && !interface(colour, nil).holdsInk)
  }
}
