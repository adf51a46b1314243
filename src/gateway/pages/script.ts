/**
 * Runs in the waiting page. It is told by an event stream; when the app is ready it loads the page anew
 * and thus gets the app. The bar follows the time a start usually takes and never claims to be done.
 */
export const script = `
(() => {
  const at = (id) => document.getElementById(id)
  const box = at('news'), bar = at('bar')
  let news = JSON.parse(box.dataset.news), told = performance.now()
  const put = (id, text) => { const e = at(id); if (e.textContent !== text) e.textContent = text; e.hidden = text === '' }
  const heading = () => news.condition === 'failed' ? news.title + ' could not start' : news.condition === 'shut' ? news.title + ' is not available' : news.title + ' is starting'
  const move = () => {
    if (news.expected === null) { bar.removeAttribute('value'); return }
    const share = (news.elapsed + performance.now() - told) / Math.max(1, news.expected)
    bar.value = news.state === 'starting' ? 1 - Math.exp(-1.6 * share) : 0.02
  }
  const show = () => {
    const bad = news.condition === 'failed' || news.condition === 'shut'
    document.title = heading()
    box.querySelector('h1').textContent = heading()
    box.className = bad ? 'bad' : ''
    put('now', news.now)
    put('fix', news.fix || '')
    put('usual', news.expected === null ? '' : 'Usually takes ' + Math.max(1, Math.round(news.expected / 1000)) + ' s.')
    put('log', news.log.join('\\n'))
    at('retry').hidden = news.condition !== 'failed'
    at('retry').querySelector('button').disabled = false
    bar.hidden = bad
    move()
  }
  const feed = new EventSource(box.dataset.feed)
  feed.onmessage = (event) => {
    news = JSON.parse(event.data); told = performance.now()
    if (news.condition === 'open') { feed.close(); location.reload() } else show()
  }
  at('retry').addEventListener('submit', (event) => {
    event.preventDefault()
    at('retry').querySelector('button').disabled = true
    fetch(event.target.action, { method: 'POST', redirect: 'manual' })
  })
  setInterval(move, 400)
  move()
})()
`
