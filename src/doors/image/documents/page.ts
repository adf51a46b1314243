import type { Codelab, LabStep } from './codelab.ts'
import { escaped } from './escaped.ts'
import { script } from './script.ts'
import { spelled } from './spelled.ts'
import { style } from './style.ts'

/** One page that needs nothing from elsewhere but its pictures. `key`: what its reader has done is kept under it. */
export function documentPage({ title, summary, authors, feedback, lang, intro, steps, minutes }: Codelab, key: string): string {
  return `<!doctype html>
<html lang="${escaped(lang)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body data-key="${escaped(`berth.lab:${key}`)}">
<a class="skip" href="#steps">Skip to the steps</a>
<header>
<h1>${escaped(title)}</h1>
${summary === '' ? '' : `<p class="summary">${escaped(summary)}</p>\n`}<p class="facts">${escaped(facts(steps.length, minutes, authors))}</p>
</header>
<div class="lab">
<nav aria-label="Steps"><details open><summary>Steps</summary><ol>
${steps.map(entry).join('\n')}
</ol></details></nav>
<main id="steps">
<div class="bar" id="bar" hidden><p id="told" role="status"></p><progress id="progress" max="${steps.length}" value="0" aria-label="Steps done"></progress></div>
${intro.trim() === '' ? '' : `<div class="intro">\n${intro}</div>\n`}${steps.map(section).join('\n')}
<div class="turn" id="turn" hidden><button type="button" id="back">Back</button><button type="button" id="next" class="main">Next</button></div>
</main>
</div>
<footer>${feedback === null ? '' : `<a href="${escaped(feedback)}" rel="noopener noreferrer" target="_blank">Say what you think of it</a>`}<button type="button" id="anew" hidden>Start over</button><span class="unseen" id="said" role="status"></span></footer>
<script>${script}</script>
</body>
</html>
`
}

function facts(steps: number, minutes: number | null, authors: string): string {
  const parts = [steps === 1 ? '1 step' : `${steps} steps`, ...(minutes === null ? [] : [`about ${spelled(minutes)}`]), ...(authors === '' ? [] : [`by ${authors}`])]
  return parts.join(' · ')
}

function entry({ title, minutes }: LabStep, at: number): string {
  const time = minutes === null ? '' : `<small>${spelled(minutes)}</small>`
  return `<li><a href="#step-${at + 1}" data-minutes="${minutes ?? 0}"><span class="mark" aria-hidden="true">${at + 1}</span><span class="name">${escaped(title)}<span class="unseen"></span></span>${time}</a></li>`
}

function section({ title, minutes, body }: LabStep, at: number): string {
  const time = minutes === null ? '' : `<p class="time">about ${spelled(minutes)}</p>\n`
  return `<section class="step" id="step-${at + 1}" aria-labelledby="title-${at + 1}">
<h2 id="title-${at + 1}" tabindex="-1"><span class="number">${at + 1}.</span> ${escaped(title)}</h2>
${time}${body}</section>`
}
