import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isProblem } from './sample.testbed.ts'
import { picturesIn, readCodelab } from './codelab.ts'
import { minutesOf } from './minutes.ts'

const head = `author: Ada Lovelace
summary: Steam, and what it is good for
id: steam
categories: engines,
environments: Web
status: Published
feedback link: https://example.org/feedback

# How *steam* works
`

describe('a document in the format of Google Codelabs', () => {
  it('has a header, a title, and steps with their durations', () => {
    const lab = readCodelab(`${head}\nBefore.\n\n## Begin\nDuration: 0:05:00\n\nHello.\n\n## Go on & on\nDuration: 3\nRest.\n`)
    assert.equal(lab.title, 'How steam works')
    assert.equal(lab.summary, 'Steam, and what it is good for')
    assert.equal(lab.authors, 'Ada Lovelace')
    assert.equal(lab.feedback, 'https://example.org/feedback')
    assert.equal(lab.minutes, 8)
    assert.equal(lab.intro, '<p>Before.</p>\n')
    assert.deepEqual(lab.steps, [
      { title: 'Begin', minutes: 5, body: '<p>Hello.</p>\n' },
      { title: 'Go on & on', minutes: 3, body: '<p>Rest.</p>\n' },
    ])
  })

  it('may have very much of anything: what it takes grows as it does, and no faster', () => {
    const much = (text: string): string => text.repeat(Math.floor(1_000_000 / text.length))
    const boxes = readCodelab(`# T\n## S\n${much('> a\n\n')}> aside positive\n> b\n`).steps[0]?.body ?? ''
    assert.match(boxes, /<div class="box positive" role="note">[^]*<p>b<\/p>\n<\/div>\n$/)
    assert.equal(readCodelab(`# T\n## S\n${much('Duration: 3\n')}`).minutes, 3)
    assert.equal(readCodelab(`# T\n## S\n${much('<!-- a\n')}-->\n\nb\n`).steps.length, 1)
  })

  it('may have its header between dashes, with empty lines, a byte order mark and Windows line ends', () => {
    const text = '\u{feff}---\nid: x\n\nsummary: "two: parts"\n---\n\n# T\n## S\nx\n'.replaceAll('\n', '\r\n')
    const lab = readCodelab(text)
    assert.deepEqual([lab.title, lab.summary, lab.steps.length], ['T', 'two: parts', 1])
  })

  it('a text that begins with a sentence and a colon loses none of it', () => {
    assert.match(readCodelab('Note: be quick\n\n# T\n## S\nx\n').intro, /Note: be quick/)
  })

  it('without a title it is called by its header, and without steps it is none', () => {
    assert.equal(readCodelab('id: steam\n\n## S\n').title, 'steam')
    assert.throws(() => readCodelab(`${head}Only words.`), isProblem('bad-document', /no steps/))
    assert.throws(() => readCodelab('## x\n'.repeat(301)), isProblem('bad-document', /more than 300/))
  })

  it('an environment and a duration belong to the step, together or apart, and to no other', () => {
    const [one, two, three] = readCodelab('# T\n## A\nDuration: 1:30\nEnvironment: Web\n\n## B\nEnvironments: Web\n\nDuration: 2\n\nText\n\nDuration: 9\n\n## C\n').steps
    assert.deepEqual(one, { title: 'A', minutes: 2, body: '' })
    assert.deepEqual(two, { title: 'B', minutes: 2, body: '<p>Text</p>\n<p>Duration: 9</p>\n' })
    assert.equal(three?.minutes, null)
  })

  const boxes: readonly (readonly [string, string])[] = [
    ['Positive\n: good *idea*', 'positive'],
    ['Positive : good *idea*', 'positive'],
    ['> aside positive\n> good *idea*', 'positive'],
    ['> aside positive\n>\n> good *idea*', 'positive'],
    ['<aside class="positive">\ngood *idea*\n</aside>', 'positive'],
    ['Negative\n: good *idea*', 'negative'],
    ['Negative : good *idea*', 'negative'],
    ['> aside negative\n> good *idea*', 'negative'],
    ['<aside class="negative">\n\ngood *idea*\n\n</aside>', 'negative'],
  ]
  for (const [text, kind] of boxes) {
    it(`${JSON.stringify(text)} is a ${kind} box`, () => {
      const [step] = readCodelab(`# T\n## S\n\nBefore\n\n${text}\n\nAfter\n`).steps
      const word = kind === 'positive' ? 'Tip' : 'Careful'
      assert.equal(step?.body, `<p>Before</p>\n<div class="box ${kind}" role="note"><p class="kind">${word}</p>\n<p>good <em>idea</em></p>\n</div>\n<p>After</p>\n`)
    })
  }

  it('a sentence that begins with "Positive:" is a sentence', () => {
    assert.equal(readCodelab('# T\n## S\n\nPositive: it works\n').steps[0]?.body, '<p>Positive: it works</p>\n')
  })

  it('code keeps its language and every sign; comments and button tags go, other tags are shown as they are', () => {
    const body = readCodelab('# T\n## S\n<!-- ------- -->\n\n```python\nprint("<b>")\n```\n\n<!--\na\n-->\n<button>\n[Get it](https://example.org/x)\n</button>\n\n<b>x</b>\n').steps[0]?.body ?? ''
    assert.match(body, /aria-label="Code, python"><code class="language-python">print\(&#34;&#60;b&#62;&#34;\)\n<\/code>/)
    assert.match(body, /<a href="https:\/\/example.org\/x" rel="noopener noreferrer" target="_blank">Get it<\/a>/)
    assert.match(body, /&lt;b&gt;x&lt;\/b&gt;/)
    assert.doesNotMatch(body, /button|--/)
  })

  it('a comment that never ends is text, and ten thousand of them are read within reason', () => {
    assert.match(readCodelab('# T\n## S\n\n<!-- x\n\ny\n').steps[0]?.body ?? '', /&lt;!-- x/)
    assert.ok(readCodelab(`# T\n## S\n\n${'<!-- x\n\n<aside class="positive">\n\n'.repeat(10_000)}`).steps.length === 1)
  })

  it('pictures beside it are found by their paths, and shown where they are known', () => {
    const text = '# T\n## S\n![a](img/a.png) ![b](./img/b%20c.png "t") ![c](https://x.org/c.png) ![d](/d.png) ![e](//x.org/e.png)\n'
    assert.deepEqual(picturesIn(text), ['img/a.png', 'img/b c.png', '/d.png'])
    const body = readCodelab(text, new Map([['img/b c.png', 'data:image/png;base64,AAAA']])).steps[0]?.body ?? ''
    assert.deepEqual(
      [...body.matchAll(/src="([^"]*)"/g)].map(([, src]) => src),
      ['data:image/png;base64,AAAA', 'https://x.org/c.png'],
    )
    assert.match(body, /<p>a <img/)
  })
})

describe('what a step takes', () => {
  const times: readonly (readonly [string, number | null])[] = [
    ['5', 5],
    [' 5 min ', 5],
    ['5:00', 5],
    ['1:25', 2],
    ['0:05:00', 5],
    ['1:05:01', 66],
    ['0:00:10', 1],
    ['0', null],
    ['00:00', null],
    ['soon', null],
    ['', null],
    ['-5', null],
    ['1:2:3:4', null],
    ['99999', null],
  ]
  for (const [text, minutes] of times) it(`${JSON.stringify(text)} is ${minutes === null ? 'none' : `${minutes} min`}`, () => assert.equal(minutesOf(text), minutes))
})
