import Charts
import Mustache

/// The page's HTML. It is part of the program, because an installed one has no folder of templates.
enum Templates {
  static func render(_ document: Document) throws -> String {
    MustacheContentTypes.register(EscapedText(), named: "ESCAPED")
    var library = MustacheLibrary()
    try library.register(page, named: "page")
    try library.register(blocks, named: "blocks")
    try library.register(table, named: "table")
    // Only a name that is not registered gives nil.
    return library.render(document, withTemplate: "page") ?? ""
  }

  /// Mustache's own escaping works on characters, and misses a quotation mark with a combining accent.
  private struct EscapedText: MustacheContentType {
    func escapeText(_ text: String) -> String { escapedMarkup(text) }
  }

  private static let page = """
    {{% CONTENT_TYPE:ESCAPED}}
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
    <meta name="color-scheme" content="light dark">
    {{#author}}<meta name="author" content="{{.}}">
    {{/author}}<title>{{title}}</title>
    <style>
    {{{style}}}</style>
    </head>
    <body>
    <a class="skip" href="#main">Skip to the results</a>
    <header>
    <h1>{{title}}</h1>
    {{#author}}<p class="author">{{.}}</p>
    {{/author}}{{#introduction}}<p>{{.}}</p>
    {{/introduction}}<nav aria-label="Sections">
    <ul>
    {{#sections}}<li><a href="#{{id}}">{{title}}</a></li>
    {{/sections}}</ul>
    </nav>
    </header>
    <main id="main">
    {{#sections}}<section id="{{id}}" aria-labelledby="{{id}}-title">
    <h2 id="{{id}}-title">{{title}}</h2>
    {{#blocks}}{{>blocks}}{{/blocks}}</section>
    {{/sections}}</main>
    <footer>
    <p>{{footer}}</p>
    </footer>
    </body>
    </html>

    """

  /// A dot before a name limits the search to the block itself: if the block lacks the name, its parent's must not be
  /// found.
  private static let blocks = """
    {{% CONTENT_TYPE:ESCAPED}}
    {{#.heading}}<h3>{{.}}</h3>
    {{/.heading}}{{#.paragraph}}<p>{{.}}</p>
    {{/.paragraph}}{{#.list}}<ul class="sentences">{{#.items}}<li>{{.}}</li>{{/.items}}</ul>
    {{/.list}}{{#.table}}{{>table}}{{/.table}}{{#.gallery}}{{#.rows}}<div class="figures">
    {{#.figures}}<figure>{{{.svg}}}</figure>
    {{/.figures}}</div>
    {{/.rows}}{{/.gallery}}{{#.drawing}}<div class="scroll" role="region" aria-label="{{.title}}" tabindex="0">
    <figure class="network" style="width:{{.width}}px">{{{.svg}}}</figure>
    </div>
    {{/.drawing}}{{#.code}}<pre tabindex="0">{{.}}</pre>
    {{/.code}}{{#.details}}<details><summary>{{.summary}}</summary>
    {{#.blocks}}{{>blocks}}{{/.blocks}}</details>
    {{/.details}}
    """

  private static let table = """
    {{% CONTENT_TYPE:ESCAPED}}
    <p class="caption">{{.caption}}</p>
    <div class="scroll" role="region" aria-label="{{.caption}}" tabindex="0">
    <table aria-label="{{.caption}}">
    <thead><tr><th scope="col">{{.corner}}</th>{{#.columns}}<th scope="col" class="{{.kind}}">{{.title}}</th>{{/.columns}}</tr></thead>
    <tbody>
    {{#.rows}}<tr{{#.isTotal}} class="total"{{/.isTotal}}><th scope="row" class="{{titleKind}}">{{.title}}</th>{{#.cells}}<td class="{{.kind}}">{{.text}}</td>{{/.cells}}</tr>
    {{/.rows}}</tbody>
    </table>
    </div>

    """
}
