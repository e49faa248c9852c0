/** How far a level of the tree stands to the right, in CSS pixels. */
const step = 18;

const indents = Array.from(
  { length: 25 },
  (_, depth) => `.d${depth}{padding-left:${8 + depth * step}px}`,
).join('');

/** The style sheet of an exported page: colours of its own, for light and for dark. */
export const htmlStyle = `
:root{color-scheme:light dark;--text:#1f2328;--soft:#57606a;--page:#ffffff;--panel:#f6f8fa;--line:#d0d7de;--track:#e6eaef;--part:#7d95b5;--warm:#c77f0a;--hot:#cf222e}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--soft:#9da7b3;--page:#0d1117;--panel:#161b22;--line:#30363d;--track:#262c36;--part:#5b7396;--warm:#d29922;--hot:#f85149}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:14px/1.5 system-ui,sans-serif}
main{max-width:1400px;margin:0 auto;padding:24px}
h1{font-size:22px;margin:0 0 8px}
h2{font-size:16px;margin:24px 0 8px}
p{margin:4px 0}
.verdict{font-size:16px;overflow-wrap:anywhere}
.note,.role,.level{color:var(--soft)}
pre{margin:8px 0;padding:12px;background:var(--panel);border:1px solid var(--line);border-radius:6px;overflow:auto;font:12px/1.5 ui-monospace,monospace;max-height:70vh}
.advice{padding-left:24px}
.advice li{margin:0 0 12px;padding-left:10px;border-left:3px solid var(--part);overflow-wrap:anywhere}
.advice li.high{border-left-color:var(--hot)}
.advice li.medium{border-left-color:var(--warm)}
.saved{color:var(--soft)}
.code summary{cursor:pointer;margin-top:16px}
.code h2{display:inline;margin:0}
.tree{overflow-x:auto;border:1px solid var(--line);border-radius:6px}
table{border-collapse:collapse;width:100%}
th,td{padding:3px 8px;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
thead th{border-top:0;background:var(--panel);font-weight:600;white-space:nowrap}
.figure{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td:first-child{min-width:340px}
summary{cursor:pointer}
.plain{padding-left:16px}
.title{font-family:ui-monospace,monospace;font-size:13px;overflow-wrap:anywhere}
.role,.level{margin-right:8px;font-size:12px}
.mark{margin-left:8px;padding:0 6px;border:1px solid var(--line);border-radius:9px;font-size:12px;white-space:nowrap}
.mark.slowest{border-color:var(--hot)}
.share{min-width:130px}
.share span{display:inline-block;min-width:44px}
.bar{display:inline-block;width:70px;height:8px;margin-left:8px;vertical-align:middle}
.track{fill:var(--track)}.part{fill:var(--part)}.warm{fill:var(--warm)}.hot{fill:var(--hot)}
.idle{color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 12px;margin:4px 0 8px 16px;font-size:12px}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere;font-family:ui-monospace,monospace}
${indents}
@media print{.tree,pre{overflow:visible;max-height:none}}
`;
