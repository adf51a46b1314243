import { Problem } from '../../../model/problem.ts'
import type { ProblemCode } from '../../../model/problems.ts'
import type { DoorRows } from '../../table.ts'

/** For tests: a check of what was thrown. */
export function isProblem(code: ProblemCode, says = /./): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof Problem && thrown.code === code && says.test(thrown.message)
}

/** For tests: rows that outlive whoever uses them, as text. */
export class TextRows implements DoorRows {
  readonly rows = new Map<string, string>()

  async get(key: string): Promise<unknown> {
    const text = this.rows.get(key)
    return text === undefined ? undefined : JSON.parse(text)
  }

  async put(key: string, value: unknown): Promise<void> {
    this.rows.set(key, JSON.stringify(value))
  }

  async remove(key: string): Promise<void> {
    this.rows.delete(key)
  }

  async all(): Promise<ReadonlyMap<string, unknown>> {
    return new Map([...this.rows].map(([key, text]) => [key, JSON.parse(text)]))
  }
}

/** Ways into a page that others have tried, each in Markdown. */
export const attacks: readonly string[] = [
  '<script>hit()</script>',
  '<img src=x onerror=hit()>',
  '<svg/onload=hit()>',
  '<svg><script>hit()</script></svg>',
  '<math><mtext></style><img src onerror=hit()></mtext></math>',
  '<style>@import "https://evil.example/x.css";*{background:url(https://evil.example)}</style>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<base href="https://evil.example/">',
  '<iframe srcdoc="<script>parent.hit()</script>"></iframe>',
  '<object data="data:text/html,<script>hit()</script>"></object>',
  '<link rel=stylesheet href=https://evil.example/x.css>',
  '<a href="javascript:hit()">x</a>',
  '<form action="https://evil.example"><input autofocus onfocus=hit()></form>',
  '<aside class="positive" onclick=hit()>\nx\n</aside>',
  '<aside class="positive">\n<script>hit()</script>\n</aside>',
  '<button onclick=hit()>\n[x](javascript:hit())\n</button>',
  '<!-- --><script>hit()</script><!-- -->',
  '<!--><script>hit()</script>-->',
  '[x](javascript:hit())',
  '[x](JaVaScRiPt:hit())',
  '[x](java\tscript:hit())',
  '[x](java&#x0A;script:hit())',
  '[x](&#106;avascript:hit())',
  '[x](javascript&colon;hit())',
  '[x]( javascript:hit())',
  '[x](<javascript:hit()>)',
  '[x](\u{1}javascript:hit())',
  '[x](vbscript:hit())',
  '[x](data:text/html,<script>hit()</script>)',
  '[x](data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==)',
  '[x](file:///etc/passwd)',
  '[x](blob:https://x/y)',
  '[x](//evil.example)',
  '[x](/\\evil.example)',
  '[x](https:evil)',
  '[x](https://x.org" onmouseover="hit())',
  '[x](<https://x.org" onmouseover="hit()>)',
  '[x](https://x.org "t\\" onmouseover=\\"hit()")',
  '[x](https://x.org \'t" onmouseover="hit()\')',
  '[x][r]\n\n[r]: javascript:hit()',
  '<javascript:hit()>',
  '<https://x.org/"onmouseover=hit()>',
  '![x](javascript:hit())',
  '![x](x"onerror="hit())',
  '![x" onerror="hit()](https://x.invalid/x.png)',
  '![x](https://x.invalid/x.png "t\\" onerror=\\"hit()")',
  '![x](data:image/svg+xml,<svg onload=hit()>)',
  '![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9aGl0KCk+)',
  '![x](data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==)',
  '![x](data:image/png;base64,AA"onerror="hit())',
  '[![x](javascript:hit())](javascript:hit())',
  '`<script>hit()</script>`',
  '```"><script>hit()</script>\n</code></pre><script>hit()</script>\n```',
  '```x" onclick="hit()\nx\n```',
  '~~~ <img src=x onerror=hit()>\nx\n~~~',
  '    </pre><script>hit()</script>',
  '| <script>hit()</script> | b |\n|---|:-:|\n| <img src=x onerror=hit()> | x |',
  '# <script>hit()</script>',
  '## <img src=x onerror=hit()> `</h2><script>hit()</script>`',
  '## x\nDuration: <script>hit()</script>',
  'Positive\n: <script>hit()</script>',
  '> aside negative"><script>hit()</script>\n> x',
  '&lt;script&gt;hit()&lt;/script&gt;',
  '\\<script>hit()\\</script>',
  '</script><script>hit()</script>',
  '</style></title></textarea><script>hit()</script>',
  '<scr\0ipt>hit()</script>',
  '[a]: https://x.org "</a><script>hit()</script>"\n\n[a]',
]
