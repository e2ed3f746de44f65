import Foundation
import Testing

/// Debian's headless Chromium, which looks at a page.
struct Browser {
  /// nil where it is not installed.
  static let program = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Whether a test that needs it can run; prints a line if not.
  static var isMissing: Bool {
    if program == nil { print("skipped: no Chromium here (apt-get install chromium)") }
    return program == nil
  }

  /// The properties of a page at one width, as measured by `probe`.
  struct Measurement: Decodable {
    var width: Int
    /// How far the page reaches beyond its window.
    var overflow: Int
    /// Pairs of overlapping texts in one picture.
    var overlaps: [String]
    /// Texts that stick out of their picture.
    var cut: [String]
    /// Captions of tables that are wider than the page, so that their last columns need scrolling.
    var wide: [String]
    var pictures: Int
    /// Of all pictures, in pixels on the screen.
    var smallestText: Double
    /// Of pictures of networks, which are not scaled.
    var networkText: Double
    /// Those that are wider than the page, in frames in which they scroll.
    var wideNetworks: [String]
    /// Every address that was fetched.
    var requests: [String]
    var errors: [String]
  }

  /// Opens the page in frames of these widths. The page forbids scripts; the probe is added to a copy that does not.
  static func measure(_ page: String, widths: [Int], in here: Workspace) throws -> [Measurement] {
    let policy = try #require(page.firstMatch(of: /<meta http-equiv="Content-Security-Policy"[^>]*>/))
    let copy = page.replacing(policy.0, with: "").replacing("</body>", with: "<script>\(probe)</script></body>")
    try here.write(copy, to: "browser/copy.html")
    // A telephone's scroll bars lie over the page and make it no narrower.
    let frames = widths.map { width in
      "<iframe src=\"copy.html\"\(width < 500 ? " scrolling=\"no\"" : "") "
        + "style=\"width:\(width)px;height:900px;border:0\"></iframe>"
    }
    try here.write(
      """
      <!DOCTYPE html><meta charset="utf-8"><body>\(frames.joined())<pre id="found"></pre>
      <script>addEventListener('message',e=>{found.textContent+=e.data+'\\n'})</script>
      """, to: "browser/frames.html")
    let dom = try open("browser/frames.html", in: here).stdout
    let found = try #require(dom.firstMatch(of: /<pre id="found">([^<]*)<\/pre>/)).1
    return try found.split(separator: "\n").map { line in
      let text = line.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
      return try JSONDecoder().decode(Measurement.self, from: Data(text.utf8))
    }.sorted { $0.width < $1.width }
  }

  /// Loads a file and returns the document as stdout, and the browser's log as stderr.
  static func open(_ file: String, in here: Workspace) throws -> Outcome {
    let program = try #require(program)
    // No name resolves: any request to the network shows as an error in the log.
    return try here.shell(
      "HOME=$PWD/home timeout 100 \(program) --headless --no-sandbox --disable-gpu --disable-dev-shm-usage "
        + "--host-resolver-rules='MAP * ~NOTFOUND' --user-data-dir=$PWD/profile --enable-logging=stderr "
        + "--virtual-time-budget=4000 --allow-file-access-from-files --dump-dom \"file://$PWD/\(file)\"")
  }

  private static let probe = """
    addEventListener('error',e=>errors.push(e.message));const errors=[];
    addEventListener('load',()=>{
      document.querySelectorAll('details').forEach(d=>d.open=true);
      const overlaps=[],cut=[];let smallest=99,networkText=99;
      const charts=[...document.querySelectorAll('svg.chart')];
      for(const svg of charts){
        const box=svg.getBoundingClientRect(),scale=box.width/svg.viewBox.baseVal.width;
        const texts=[...svg.querySelectorAll('text')].map(t=>({t:t.textContent,r:t.getBoundingClientRect(),
          s:parseFloat(getComputedStyle(t).fontSize)*scale}));
        texts.forEach((a,i)=>{
          smallest=Math.min(smallest,a.s);
          if(svg.closest('.network'))networkText=Math.min(networkText,a.s);
          if(a.r.left<box.left-1||a.r.right>box.right+1||a.r.top<box.top-1||a.r.bottom>box.bottom+1)cut.push(a.t);
          for(const b of texts.slice(i+1)){
            const w=Math.min(a.r.right,b.r.right)-Math.max(a.r.left,b.r.left);
            const h=Math.min(a.r.bottom,b.r.bottom)-Math.max(a.r.top,b.r.top);
            if(w>1&&h>a.s*.35)overlaps.push(a.t+' | '+b.t);
          }});
      }
      const e=document.documentElement;
      const scrolled=[...document.querySelectorAll('.scroll')].filter(s=>s.scrollWidth>s.clientWidth);
      const [wide,wideNetworks]=[false,true].map(n=>scrolled.filter(s=>!!s.querySelector('.network')==n)
        .map(s=>s.getAttribute('aria-label')));
      parent.postMessage(JSON.stringify({width:innerWidth,wide,overflow:e.scrollWidth-e.clientWidth,overlaps,cut,
        pictures:charts.length,smallestText:smallest,networkText,wideNetworks,errors,
        requests:performance.getEntriesByType('resource').map(r=>r.name).filter(n=>!n.startsWith('data:'))}),'*');
    });
    """
}
