import Charts

/// How the page looks: text as in print, in the system's font, light or dark as the reader has chosen.
enum PageStyle {
  static let sheet =
    """
    :root{color-scheme:light dark;--ink:#1a1a1a;--quiet:#595959;--rule:#d9d9d9;--paper:#fff;--link:#0b5394;--shaded:#f5f5f5;--edge:#00000038}
    @media (prefers-color-scheme:dark){:root{--ink:#ececec;--quiet:#b0b0b0;--rule:#3d3d3d;--paper:#161616;--link:#8ac4ff;--shaded:#202020;--edge:#ffffff48}}
    @media print{:root{--ink:#000;--quiet:#444;--rule:#ccc;--paper:#fff;--link:#000;--shaded:#f5f5f5}}
    *{box-sizing:border-box}
    html{scroll-behavior:auto;-webkit-text-size-adjust:100%}
    body{margin:0 auto;max-width:72rem;padding:2.5rem 1.25rem 4rem;background:var(--paper);color:var(--ink);
    font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif;overflow-wrap:break-word}
    h1{font-size:2rem;line-height:1.2;margin:0 0 .75rem;letter-spacing:-.01em}
    .author{color:var(--quiet);margin:0 0 1.25rem}
    h2{font-size:1.4rem;line-height:1.3;margin:3.5rem 0 1rem;padding-top:1rem;border-top:1px solid var(--rule)}
    h3{font-size:1.1rem;line-height:1.4;margin:2rem 0 .5rem}
    p,.sentences{max-width:44rem;margin:.75rem 0}
    .sentences{list-style:none;padding-left:0}.sentences li{margin:.35rem 0}
    a{color:var(--link)}
    a:focus-visible,.scroll:focus-visible,pre:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px}
    .skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem}
    nav ul{list-style:none;margin:1.25rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
    .scroll{overflow-x:auto;margin:.5rem 0 1.25rem;background:
    linear-gradient(to right,var(--paper) 40%,transparent) left/2.5rem 100% local no-repeat,
    linear-gradient(to left,var(--paper) 40%,transparent) right/2.5rem 100% local no-repeat,
    linear-gradient(to right,var(--edge),transparent) left/.75rem 100% no-repeat,
    linear-gradient(to left,var(--edge),transparent) right/.75rem 100% no-repeat}
    table{border-collapse:collapse;font-size:.925rem;line-height:1.4;font-variant-numeric:tabular-nums;
    border-top:2px solid var(--ink);border-bottom:2px solid var(--ink)}
    .caption{color:var(--quiet);font-size:.925rem;margin:1.75rem 0 .5rem}
    th,td{padding:.3rem 1rem .3rem 0;text-align:left;vertical-align:baseline}
    th:last-child,td:last-child{padding-right:0}
    thead th{border-bottom:1px solid var(--ink);vertical-align:bottom}
    tbody th{font-weight:400}
    thead th{font-weight:600}
    .number{text-align:right}td.number,.word{white-space:nowrap}tbody .prose{min-width:7.5rem}
    td.code{font-family:ui-monospace,"Liberation Mono",monospace;font-size:.875em}
    .total>*{border-top:1px solid var(--ink)}
    .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1.75rem 2.5rem;margin:1.5rem 0}
    figure{margin:0;min-width:0}
    figure svg{display:block;width:100%;height:auto;max-width:30rem}
    .network svg{max-width:none}
    pre{overflow-x:auto;background:var(--shaded);padding:1rem;font:.875rem/1.5 ui-monospace,"Liberation Mono",monospace;margin:1rem 0}
    details{margin:1rem 0}summary{cursor:pointer;color:var(--link)}
    footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--rule);color:var(--quiet);font-size:.925rem}
    @page{margin:14mm 12mm}
    @media print{html{font-size:12px}body{max-width:none;padding:0}nav,.skip{display:none}
    h2{margin-top:2rem;padding-top:.75rem}footer{margin-top:1.5rem}
    h2,h3,h2+p,h3+p,h3+p+p,h3+p+p+p,h3+p+p+p+p,.caption,thead{break-after:avoid}.figures,.scroll,tr,p,.sentences li{break-inside:avoid}
    .figures{grid-template-columns:1fr 1fr;gap:1rem 2rem;margin:1rem 0}figure svg{max-width:none}.network{max-width:100%}
    table{font-size:.8rem}th,td{padding:.15rem .65rem .15rem 0}
    .scroll,pre{overflow:visible}.scroll{background:none}pre{white-space:pre-wrap}}

    """ + Style.sheet
}
