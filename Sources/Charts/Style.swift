/// How all drawings look.
///
/// The hues are Okabe and Ito's (2008), told apart with any kind of colour vision, darkened for white paper or lightened for
/// black until each has a contrast of 3 : 1 at least. Dashes and markers tell the series apart without any colour.
public enum Style {
  static let fontSize = 13.0

  public static let sheet = """
    .chart{--ink:#1a1a1a;--quiet:#595959;--rule:#d9d9d9;--paper:#fff;--shade:#0b4f8a;\
    --s0:#0072b2;--s1:#c24d00;--s2:#007a59;--s3:#a8477f;--s4:#8a6400;--s5:#2c7fb0;--s6:#1a1a1a;--s7:#6b5b95;\
    color:var(--ink);font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif;\
    font-size:13px;font-variant-numeric:tabular-nums}
    @media (prefers-color-scheme:dark){.chart{--ink:#ececec;--quiet:#b0b0b0;--rule:#3d3d3d;--paper:#161616;--shade:#7cc0f5;\
    --s0:#56b4e9;--s1:#f5843c;--s2:#2fc79a;--s3:#e29cc4;--s4:#e6b84c;--s5:#9ad0f0;--s6:#ececec;--s7:#b3a5dc}\
    .chart image{filter:invert(1)}}
    @media print{.chart{--ink:#000;--quiet:#444;--rule:#ccc;--paper:#fff;--shade:#0b4f8a;\
    --s0:#0072b2;--s1:#c24d00;--s2:#007a59;--s3:#a8477f;--s4:#8a6400;--s5:#2c7fb0;--s6:#000;--s7:#6b5b95}\
    .chart image{filter:none}}
    .chart text{fill:var(--ink)}.chart .quiet{fill:var(--quiet)}.chart .strong{font-weight:600}
    .chart .paper{fill:var(--paper)}.chart .rule{stroke:var(--rule);stroke-width:1;fill:none}
    .chart .axis{stroke:var(--quiet);stroke-width:1;fill:none}.chart .line{fill:none;stroke-width:2;stroke-linejoin:round}
    .chart .shade{fill:var(--shade)}.chart .over{fill:var(--paper)}
    .chart .frame{fill:none;stroke:var(--rule);stroke-width:1}
    .chart .wrong{fill:none;stroke:var(--s1);stroke-width:3;stroke-dasharray:6 3}
    .chart image{image-rendering:pixelated}
    \(Series.sheet)

    """

  /// Wide enough for the widest of the usual fonts (DejaVu Sans: a digit is 0.64 of its size), so that nothing overlaps.
  static func width(of text: String, size: Double = fontSize) -> Double {
    text.unicodeScalars.reduce(0) { $0 + size * ($1.isASCII && Self.narrow.contains($1) ? 0.4 : 0.66) }
  }

  private static let narrow: Set<Unicode.Scalar> = [
    " ", ".", ",", ":", "i", "l", "j", "f", "t", "r", "(", ")", "|", "'",
  ]

  /// Cut to a width, with an ellipsis in its middle: of long names, the ends are what differs.
  static func fitted(_ text: String, width: Double, size: Double = fontSize) -> String {
    guard Self.width(of: text, size: size) > width else { return text }
    var (head, tail) = (text.prefix(text.count / 2), text.suffix(text.count - text.count / 2))
    while !(head.isEmpty && tail.isEmpty), Self.width(of: head + "…" + tail, size: size) > width {
      if head.count > tail.count { head.removeLast() } else { tail.removeFirst() }
    }
    return head + "…" + tail
  }
}
