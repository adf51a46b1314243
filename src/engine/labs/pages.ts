import type { FastifyReply } from 'fastify'
import { spelled } from '../../doors/image/documents/spelled.ts'
import { escaped, layout } from '../../gateway/pages/layout.ts'
import { problemPage } from '../../gateway/pages/problem.ts'
import type { LabDocument } from '../../model/image.ts'
import { Problem } from '../../model/problem.ts'
import { waitingScript } from './script.ts'
import type { LabStatus } from './status.ts'

export interface Page {
  readonly text: string
  readonly csp: string
}

/** Nobody may keep it, frame it, or be told of it. */
export async function sendPage(reply: FastifyReply, { text, csp }: Page, status = 200): Promise<FastifyReply> {
  const guards = { 'content-security-policy': csp, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' }
  return await reply.code(status).headers(guards).type('text/html; charset=utf-8').send(text)
}

export async function sendMissing(reply: FastifyReply, what: 'lab' | 'document', name: string): Promise<FastifyReply> {
  return await sendPage(reply, problemPage(new Problem('no-lab', { what, name })), 404)
}

/** Asks how it goes until it is ready, has failed, or has taken longer than anything takes: it ends in every case. */
export function loadingPage({ title, status, ask }: { readonly title: string; readonly status: LabStatus; readonly ask: string }): Page {
  const bad = status.reason !== null
  const head = bad ? '' : '<noscript><meta http-equiv="refresh" content="5"></noscript>\n'
  const main = `<div id="news"${bad ? ' class="bad"' : ` data-ask="${escaped(ask)}" data-usual="${status.usual ?? ''}"`} data-title="${escaped(title)}">
<h1>${escaped(bad ? `${title} could not start` : `${title} is starting`)}</h1>
<div role="status" aria-live="polite"><p class="now" id="now">${escaped(status.reason ?? 'It is being made ready…')}</p><p id="fix"${bad ? '' : ' hidden'}>${escaped(status.next ?? '')}</p></div>
<progress id="bar" aria-label="It is being made ready"${bad ? ' hidden' : ''}></progress>
<p id="usual"${status.usual === null || bad ? ' hidden' : ''}>${status.usual === null ? '' : `Usually takes ${status.usual} s.`}</p>
<p id="again"${bad ? '' : ' hidden'}><a href="">Try again</a></p>
</div>`
  return layout({ title: bad ? `${title} could not start` : `${title} is starting`, main, head, ...(bad ? {} : { script: waitingScript }) })
}

/** The documents of an app, where it has several. */
export function documentsPage(title: string, documents: readonly LabDocument[]): Page {
  const entry = ({ document, title: name, steps, minutes }: LabDocument): string =>
    `<li><a href="${escaped(encodeURIComponent(document))}/">${escaped(name)}</a> · ${steps === 1 ? '1 step' : `${steps} steps`}${minutes === null ? '' : ` · ${spelled(minutes)}`}</li>`
  return layout({ title, main: `<h1>${escaped(title)}</h1>\n<ul>\n${documents.map(entry).join('\n')}\n</ul>` })
}
