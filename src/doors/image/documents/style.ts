/** The look of a document: readable by day and by night, on a phone, on paper. */
export const style = `
:root{color-scheme:light dark;--paper:#f6f7f9;--sheet:#fff;--ink:#17202b;--soft:#556172;--line:#dfe4ea;--sea:#0b62bd;--onsea:#fff;--well:#eef3f9;--good:#e8f5ec;--goodline:#2f7d4b;--bad:#fdf1e3;--badline:#a85b00}
@media(prefers-color-scheme:dark){:root{--paper:#10151b;--sheet:#18202a;--ink:#e8edf3;--soft:#a3b0bf;--line:#2e3a48;--sea:#62abff;--onsea:#0b1620;--well:#0f151d;--good:#14281c;--goodline:#66c088;--bad:#2c2113;--badline:#e5a455}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
a{color:var(--sea)}
:focus-visible{outline:3px solid var(--sea);outline-offset:2px}
.skip{position:absolute;left:-99rem;padding:.6rem 1rem;background:var(--sea);color:var(--onsea)}
.skip:focus{left:0;top:0;z-index:2}
header,.lab,footer{max-width:72rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem;padding-bottom:1.25rem}
h1{margin:0;font-size:1.9rem;line-height:1.2;letter-spacing:-.01em}
.summary{margin:.5rem 0 0;max-width:46rem}
.facts,footer,.time{color:var(--soft);font-size:.9rem}
.facts{margin:.5rem 0 0}
.lab{display:grid;gap:1.25rem}
nav summary{cursor:pointer;font-weight:650;padding:.7rem 0}
nav ol{list-style:none;margin:0;padding:0;display:grid;gap:.1rem}
nav li a{display:flex;gap:.7rem;align-items:baseline;padding:.5rem .6rem;border-radius:8px;color:var(--ink);text-decoration:none}
nav li a:hover{background:var(--well)}
nav li a[aria-current]{background:var(--sheet);box-shadow:inset 0 0 0 1px var(--line);font-weight:650}
.mark{flex:none;display:inline-grid;place-items:center;width:1.55rem;height:1.55rem;border-radius:50%;border:1.5px solid var(--line);font-size:.78rem;font-weight:650;color:var(--soft);background:var(--sheet)}
.done .mark{background:var(--sea);border-color:var(--sea);color:var(--onsea)}
nav .name{flex:1}
nav small{flex:none;color:var(--soft);font-weight:400}
main{min-width:0}
.bar{display:grid;gap:.4rem;margin:0 0 1rem}
.bar p{margin:0;font-size:.9rem;color:var(--soft)}
progress{appearance:none;width:100%;height:6px;border:0;border-radius:3px;overflow:hidden;background:var(--line);display:block}
progress::-webkit-progress-bar{background:var(--line)}
progress::-webkit-progress-value{background:var(--sea);border-radius:3px}
progress::-moz-progress-bar{background:var(--sea)}
.intro,.step{background:var(--sheet);border:1px solid var(--line);border-radius:14px;padding:1.5rem;margin:0 0 1.25rem}
.intro>:first-child,.box>:first-child,blockquote>:first-child{margin-top:0}
.intro>:last-child,.step>:last-child,.box>:last-child,blockquote>:last-child{margin-bottom:0}
.step h2{margin:0 0 .25rem;font-size:1.5rem;line-height:1.25}
.step h2:focus{outline:none}
.step .number{color:var(--soft);font-weight:500}
.time{margin:0 0 1rem}
h3{margin:1.6rem 0 .4rem;font-size:1.15rem}
img{max-width:100%;height:auto;border-radius:8px}
code{font:.88em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--well);padding:.12em .35em;border-radius:4px}
.code{position:relative;margin:1rem 0}
pre{margin:0;padding:1rem;overflow:auto;background:var(--well);border:1px solid var(--line);border-radius:10px}
pre code{padding:0;background:none;font-size:.86rem;overflow-wrap:normal;white-space:pre}
.code.copies pre{padding-top:2.9rem}
.code button{position:absolute;top:.5rem;right:.5rem;padding:.25rem .7rem;font-size:.82rem}
.table{overflow:auto;margin:1rem 0}
table{border-collapse:collapse}
th,td{border:1px solid var(--line);padding:.4rem .7rem;text-align:left}
.right{text-align:right}
.center{text-align:center}
blockquote{margin:1rem 0;padding:.3rem 1rem;border-left:3px solid var(--line);color:var(--soft)}
.box{margin:1rem 0;padding:.7rem 1rem;border-left:4px solid var(--goodline);border-radius:0 10px 10px 0;background:var(--good)}
.box.negative{border-color:var(--badline);background:var(--bad)}
.box p{margin:.25rem 0}
.box .kind{font-weight:700;color:var(--goodline)}
.box.negative .kind{color:var(--badline)}
button{padding:.6rem 1.2rem;border:1px solid var(--line);border-radius:9px;background:var(--sheet);color:var(--ink);font:inherit;font-weight:600;cursor:pointer}
button.main{background:var(--sea);border-color:var(--sea);color:var(--onsea)}
.turn{display:flex;gap:.7rem;justify-content:space-between;flex-wrap:wrap;margin:0 0 1.25rem}
.turn .main{margin-left:auto}
footer{padding-top:.5rem;padding-bottom:2.5rem;display:flex;gap:1rem;align-items:center;flex-wrap:wrap}
.paged .step,.paged .intro{display:none}
.paged .here{display:block}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none!important}
@media(min-width:60rem){.lab{grid-template-columns:19rem minmax(0,1fr);gap:2rem}nav{position:sticky;top:1rem;align-self:start;max-height:calc(100vh - 2rem);overflow:auto}.intro,.step{padding:2rem}}
@media print{body{background:#fff;color:#000}nav,.turn,.bar,.skip,.code button{display:none!important}.paged .step,.paged .intro{display:block}.lab{display:block}.intro,.step{border:0;padding:0}.code.copies pre{padding-top:1rem}pre code{white-space:pre-wrap}.step{break-inside:auto}h2,h3{break-after:avoid}}
@media(prefers-reduced-motion:no-preference){html{scroll-behavior:auto}progress::-webkit-progress-value{transition:inline-size .25s}}
`
