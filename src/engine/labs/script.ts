/** Runs in the page of a lab that is being made ready. What it is told it shows as text; it goes only where the machine itself says. */
export const waitingScript = `
(() => {
  const at = (id) => document.getElementById(id)
  const box = at('news'), title = box.dataset.title, usual = Number(box.dataset.usual) || 0
  const most = 20 * 60, began = performance.now()
  let asked = 0, silent = 0
  const put = (id, text) => { const e = at(id); if (e.textContent !== text) e.textContent = text; e.hidden = text === '' }
  const end = (heading, now, fix) => {
    box.className = 'bad'
    box.querySelector('h1').textContent = heading
    document.title = heading
    at('bar').hidden = at('usual').hidden = true
    at('again').hidden = false
    put('now', now)
    put('fix', fix || '')
  }
  const minutes = (seconds) => seconds < 90 ? Math.round(seconds) + ' seconds' : Math.round(seconds / 60) + ' minutes'
  const told = (waited) => {
    if (silent > 2) return 'The machine does not answer; asking again…'
    if (waited > (usual ? usual * 1.5 : 60)) return 'It takes longer than usual: ' + minutes(waited) + ' so far…'
    return 'It is being made ready…'
  }
  const ask = async () => {
    let answer, code = 0
    try {
      const response = await fetch(box.dataset.ask, { headers: { accept: 'application/json' }, cache: 'no-store' })
      code = response.status
      answer = response.ok ? await response.json() : undefined
    } catch {}
    const waited = (performance.now() - began) / 1000
    silent = answer ? 0 : silent + 1
    if (code === 404 || code === 401 || code === 403) return end(title + ' is not here', 'It was removed, or is no longer for everybody.')
    if (answer && answer.reason) return end(title + ' could not start', answer.reason, answer.next)
    if (answer && answer.running_status !== 'starting') return location.replace(answer.url)
    if (waited > most) return end(title + ' is not ready', 'It is still not ready after ' + minutes(waited) + '.', 'Try again later, or tell whoever runs this machine.')
    put('now', told(waited))
    asked += 1
    setTimeout(ask, asked < 15 ? 1000 : 4000)
  }
  ask()
})()
`
