import { escaped, layout } from './layout.ts'
import type { News } from './news.ts'
import { script } from './script.ts'

export interface WaitingOptions {
  readonly news: News
  /** The path that was asked for: what may be told, and to whom, is decided as for that path. */
  readonly path: string
}

/** The page of an app that does not run (yet): it tells the truth as it changes, and opens the app when it can. */
export function waitingPage({ news, path }: WaitingOptions): ReturnType<typeof layout> {
  const query = `?path=${encodeURIComponent(path)}`
  const bad = news.condition === 'failed' || news.condition === 'shut'
  // A browser without scripts asks again by itself, but not for what only a person can mend.
  const head = bad ? '' : '<noscript><meta http-equiv="refresh" content="4"></noscript>\n'
  const main = `<div id="news" data-news="${escaped(JSON.stringify(news))}" data-feed="/.berth/waiting${query}"${bad ? ' class="bad"' : ''}>
<h1>${escaped(heading(news))}</h1>
<div role="status" aria-live="polite"><p class="now" id="now">${escaped(news.now)}</p><p id="fix"${news.fix ? '' : ' hidden'}>${escaped(news.fix ?? '')}</p></div>
<progress id="bar" aria-label="Progress of the start"${bad ? ' hidden' : ''}></progress>
<p id="usual"${usual(news) === '' ? ' hidden' : ''}>${usual(news)}</p>
<form id="retry" method="post" action="/.berth/retry${escaped(query)}"${news.condition === 'failed' ? '' : ' hidden'}><button>Try again</button></form>
<pre id="log" tabindex="0" aria-label="The last lines of its log"${news.log.length > 0 ? '' : ' hidden'}>${escaped(news.log.join('\n'))}</pre>
</div>`
  return layout({ title: heading(news), main, head, script })
}

function heading({ title, condition }: News): string {
  if (condition === 'failed') return `${title} could not start`
  return condition === 'shut' ? `${title} is not available` : `${title} is starting`
}

function usual({ expected }: News): string {
  return expected === null ? '' : `Usually takes ${Math.max(1, Math.round(expected / 1000))} s.`
}
