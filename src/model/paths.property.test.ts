import assert from 'node:assert/strict'
import { posix } from 'node:path'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { settlePath } from './path.ts'
import { explainReadings } from './policy.ts'
import type { Policy } from './policy.ts'
import { anonymous } from './visitor.ts'

/** What people try who want to get round a rule on a path: escapes, dots, doubled slashes, parameters, case, look-alikes. */
const piece = fc.constantFrom(
  '',
  'admin',
  'Admin',
  'ADMIN',
  'a%64min',
  '%41dmin',
  'ａdmin',
  'admi%6e',
  '.',
  '..',
  '%2e',
  '%2E%2e',
  '.%2e',
  ';',
  'x;y=1',
  'admin;x',
  '..;',
  '%2f',
  '%5c',
  '\\',
  '%00',
  '%zz',
  '%',
  'open',
  'admin.',
  'admin%20',
  'a',
  '%c3%a9',
  '%e2%84%aa',
  '#',
  '?',
)
const path = fc.oneof(
  fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => `/${pieces.join('/')}`),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => `/${text}`),
  fc.webPath().map((text) => `/${text.slice(1)}`),
)
const policy: Policy = { access: 'public', paths: { '/admin': 'private', '/open/admin': 'private' } }

/** How servers read a path, each in its own way: decoded, without dots, doubled slashes and parameters, in any case. */
function readings(sent: string): string[] {
  const decoded = safely(() => decodeURIComponent(sent)) ?? sent
  const collapsed = [sent, decoded].map((text) => posix.normalize(text))
  const all = [decoded, ...collapsed, ...collapsed.map((text) => text.replaceAll(/;[^/]*/g, ''))]
  return all.flatMap((text) => [text, text.toLowerCase(), text.normalize('NFKC').toLowerCase()])
}

function safely<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}

describe('rules on paths', () => {
  it('hold in every reading an app may have of what is passed on', () => {
    fc.assert(
      fc.property(path, (asked) => {
        const settled = settlePath(asked)
        if (!settled || explainReadings(policy, anonymous, settled.decided).decision !== 'allow') return
        for (const reading of readings(settled.sent)) {
          assert.ok(!/^\/admin(?:\/|$)/.test(reading), `${asked} → ${settled.sent} is read as ${reading}`)
          assert.ok(!/^\/open\/admin(?:\/|$)/.test(reading), `${asked} → ${settled.sent} is read as ${reading}`)
        }
      }),
      { numRuns: 10_000 },
    )
  })

  it('settle once and for all: what is settled stays as it is, and never climbs', () => {
    fc.assert(
      fc.property(path, (asked) => {
        const settled = settlePath(asked)
        if (!settled) return
        assert.deepEqual(settlePath(settled.sent), settled)
        assert.doesNotMatch(settled.decided, /(?:^|\/)\.\.?(?:\/|$)|\\|\0/)
        assert.match(settled.sent, /^\/(?!\/)/)
      }),
      { numRuns: 10_000 },
    )
  })
})
