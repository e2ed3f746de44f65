/// A drawing's colours by purpose.
///
/// The hues are Okabe and Ito's (2008), distinguishable with any kind of colour vision, darkened for white paper or
/// lightened for black until each has a contrast of at least 3 : 1.
enum Colour {
  case ink, quiet, rule, paper, shade, error
  case series(Int)

  static let all: [Colour] = [.ink, .quiet, .rule, .paper, .shade, .error] + (0..<Series.looks).map(Colour.series)

  /// The colour on white paper, on a dark screen, and printed.
  var shades: (light: String, dark: String, print: String) {
    switch self {
    case .ink: ("#1a1a1a", "#ececec", "#000")
    case .quiet: ("#595959", "#b0b0b0", "#444")
    case .rule: ("#d9d9d9", "#3d3d3d", "#ccc")
    case .paper: ("#fff", "#161616", "#fff")
    case .shade: ("#0b4f8a", "#7cc0f5", "#0b4f8a")
    case .error: ("#c24d00", "#f5843c", "#c24d00")
    case .series(0): ("#0072b2", "#56b4e9", "#0072b2")
    case .series(1): ("#c24d00", "#f5843c", "#c24d00")
    case .series(2): ("#007a59", "#2fc79a", "#007a59")
    case .series(3): ("#a8477f", "#e29cc4", "#a8477f")
    case .series(4): ("#8a6400", "#e6b84c", "#8a6400")
    case .series(5): ("#2c7fb0", "#9ad0f0", "#2c7fb0")
    case .series(6): ("#1a1a1a", "#ececec", "#000")
    case .series: ("#6b5b95", "#b3a5dc", "#6b5b95")
    }
  }

  /// Its name in a style sheet.
  var variable: String {
    switch self {
    case .ink: "--ink"
    case .quiet: "--quiet"
    case .rule: "--rule"
    case .paper: "--paper"
    case .shade: "--shade"
    case .error: "--error"
    case .series(let index): "--s\(index)"
    }
  }
}
