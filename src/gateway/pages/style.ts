/** One look for the gateway's few pages. */
export const style = `
:root{--paper:#f6f7f9;--sheet:#fff;--ink:#17202b;--soft:#586474;--line:#dfe4ea;--sea:#0b6bcb;--onsea:#fff;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--paper:#10151b;--sheet:#18202a;--ink:#e8edf3;--soft:#9aa7b6;--line:#2a3542;--sea:#58a6ff;--onsea:#0b1620;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100svh;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:1.25rem;padding:1.5rem;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:30rem;background:var(--sheet);border:1px solid var(--line);border-radius:14px;padding:2rem;box-shadow:0 1px 2px #0000000d,0 12px 32px #0000000f}
h1{margin:0 0 .35rem;font-size:1.4rem;line-height:1.25;overflow-wrap:anywhere}
p{margin:.35rem 0;color:var(--soft);overflow-wrap:anywhere}
p.now{color:var(--ink)}
a{color:var(--sea)}
progress{appearance:none;width:100%;height:6px;border:0;border-radius:3px;overflow:hidden;margin:1.1rem 0 .35rem;background:var(--line);display:block}
progress::-webkit-progress-bar{background:var(--line)}
progress::-webkit-progress-value{background:var(--sea);border-radius:3px;transition:inline-size .4s linear}
progress::-moz-progress-bar{background:var(--sea)}
progress:indeterminate{background:linear-gradient(90deg,var(--line),var(--sea),var(--line));background-size:200% 100%;animation:drift 1.6s linear infinite}
progress:indeterminate::-webkit-progress-bar{background:transparent}
progress:indeterminate::-moz-progress-bar{background:transparent}
@keyframes drift{to{background-position:-200% 0}}
.bad h1{color:var(--bad)}
pre{margin:1rem 0 0;padding:.8rem;max-height:14rem;overflow:auto;background:var(--paper);border:1px solid var(--line);border-radius:8px;font:12.5px/1.5 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
button{margin-top:1.1rem;padding:.6rem 1.1rem;border:0;border-radius:8px;background:var(--sea);color:var(--onsea);font:inherit;font-weight:600;cursor:pointer}
button:disabled{opacity:.6;cursor:default}
:focus-visible{outline:3px solid var(--sea);outline-offset:2px}
footer{display:flex;align-items:center;gap:.45rem;color:var(--soft);font-size:.85rem}
[hidden]{display:none!important}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
`
