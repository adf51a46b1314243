/**
 * Runs in a document: one step at a time, and which are done is remembered in this browser. Without it all steps stand
 * one after the other. It makes elements and sets texts, and never HTML.
 */
export const script = `
(() => {
  const at = (id) => document.getElementById(id)
  const steps = [...document.querySelectorAll('.step')], links = [...document.querySelectorAll('nav li a')]
  const intro = document.querySelector('.intro'), key = document.body.dataset.key
  const minutes = links.map((link) => Number(link.dataset.minutes) || 0)
  const kept = (() => {
    try { return JSON.parse(localStorage.getItem(key)) || {} } catch { return {} }
  })()
  const done = new Set(Array.isArray(kept.done) ? kept.done.filter((step) => Number.isInteger(step) && step >= 0 && step < steps.length) : [])
  let here = 0
  const keep = () => {
    try { localStorage.setItem(key, JSON.stringify({ done: [...done], here })) } catch {}
  }
  const asked = () => {
    const step = Number((/^#step-(\\d+)$/.exec(location.hash) || [])[1]) - 1
    return step >= 0 && step < steps.length ? step : undefined
  }
  const left = () => minutes.reduce((sum, time, step) => sum + (done.has(step) ? 0 : time), 0)
  const spelled = (time) => time < 60 ? time + ' min' : Math.floor(time / 60) + ' h' + (time % 60 ? ' ' + time % 60 + ' min' : '')
  const told = () => {
    const place = 'Step ' + (here + 1) + ' of ' + steps.length
    if (done.size === steps.length) return place + ', all done'
    const time = left()
    return place + ', ' + done.size + ' done' + (time > 0 ? ', about ' + spelled(time) + ' left' : '')
  }
  const show = () => {
    steps.forEach((step, index) => step.classList.toggle('here', index === here))
    if (intro) intro.classList.toggle('here', here === 0)
    links.forEach((link, index) => {
      const isDone = done.has(index)
      link.classList.toggle('done', isDone)
      if (index === here) link.setAttribute('aria-current', 'step')
      else link.removeAttribute('aria-current')
      link.querySelector('.mark').textContent = isDone ? '\\u2713' : String(index + 1)
      link.querySelector('.unseen').textContent = isDone ? ' (done)' : ''
    })
    at('told').textContent = told()
    at('progress').value = done.size
    at('back').hidden = here === 0
    const last = here === steps.length - 1
    at('next').textContent = last ? 'Finish' : 'Next'
    at('next').hidden = last && done.size === steps.length
    at('anew').hidden = done.size === 0
  }
  const go = (step, moved) => {
    here = step
    keep()
    show()
    if (!moved) return
    const heading = steps[here].querySelector('h2')
    heading.focus({ preventScroll: true })
    const top = here === 0 && intro ? intro : steps[here]
    top.scrollIntoView()
  }
  const turn = (step) => {
    if (step < 0 || step >= steps.length) return
    if (asked() === step) go(step, true)
    else location.hash = '#step-' + (step + 1)
  }
  at('back').addEventListener('click', () => turn(here - 1))
  at('next').addEventListener('click', () => {
    done.add(here)
    if (here < steps.length - 1) return turn(here + 1)
    const missed = steps.findIndex((_, step) => !done.has(step))
    keep()
    show()
    if (missed >= 0) turn(missed)
    else at('back').focus()
  })
  at('anew').addEventListener('click', () => {
    done.clear()
    turn(0)
  })
  // an address without a step is that of the step it was opened at
  addEventListener('hashchange', () => go(asked() === undefined ? begun : asked(), true))
  document.addEventListener('keydown', (event) => {
    const busy = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest('pre,.table,input,select,textarea')
    if (busy || (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft')) return
    turn(here + (event.key === 'ArrowRight' ? 1 : -1))
  })
  const copy = async (pre) => {
    const text = pre.textContent.replace(/\\n$/, '')
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text)
    const field = document.createElement('textarea')
    field.value = text
    field.setAttribute('readonly', '')
    field.className = 'unseen'
    document.body.append(field)
    field.select()
    const copied = document.execCommand('copy')
    field.remove()
    if (!copied) throw new Error('refused')
  }
  for (const box of document.querySelectorAll('.code')) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = 'Copy'
    button.setAttribute('aria-label', 'Copy code')
    const say = (word) => {
      button.textContent = word
      at('said').textContent = word
      setTimeout(() => { button.textContent = 'Copy'; at('said').textContent = '' }, 2000)
    }
    button.addEventListener('click', () => copy(box.querySelector('pre')).then(() => { say('Copied'); button.focus() }, () => say('Not copied')))
    box.classList.add('copies')
    box.append(button)
  }
  document.body.classList.add('paged')
  for (const id of ['bar', 'turn']) at(id).hidden = false
  const contents = document.querySelector('nav details')
  if (!matchMedia('(min-width:60rem)').matches) contents.open = false
  links.forEach((link) => link.addEventListener('click', () => { if (!matchMedia('(min-width:60rem)').matches) contents.open = false }))
  const before = Number.isInteger(kept.here) && kept.here >= 0 && kept.here < steps.length ? kept.here : 0
  const begun = asked() === undefined ? before : asked()
  go(begun, false)
})()
`
