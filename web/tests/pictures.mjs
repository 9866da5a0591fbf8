// Pictures for the README, taken from the running program with the sample gazettes: node tests/pictures.mjs
// Writes docs/pictures/*.png.
import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startHeng } from './lib/heng.mjs'
import { shrink } from './lib/png.mjs'
import { DESKTOP, PHONE, startBrowser } from './lib/browser.mjs'

const out = resolve(dirname(fileURLToPath(import.meta.url)), '../../docs/pictures')
const AID = `/calc/${encodeURIComponent('医疗救助')}`
mkdirSync(out, { recursive: true })

const heng = await startHeng()
const browser = await startBrowser(heng.url)
try {
  const tasks = await (await fetch(`${heng.url}/api/tasks?limit=500`)).json()
  const one = tasks.items.find(x => x.lead_units.length && x.deadline) || tasks.items[0]
  const standards = await (await fetch(`${heng.url}/api/standards`)).json()
  const longest = [...standards.items].sort((a, b) => b.series.length - a.series.length)[0]
  const reader = `/doc/${encodeURIComponent(one.doc_no || one.document_id)}?task=${one.id}#${encodeURIComponent(one.article)}`
  const PICTURES = [
    ['home', '/', DESKTOP], ['library', '/library', DESKTOP], ['reader', reader, DESKTOP], ['tasks', '/tasks', DESKTOP],
    ['calculator', `${AID}?at=2023-06-01&f.救助身份=低保对象&f.合规自付=50000`, DESKTOP],
    ['calculator-not-in-force', `${AID}?at=2022-06-01`, DESKTOP],
    ['standards', `/standards?name=${encodeURIComponent(longest.name)}`, DESKTOP],
    ['search', `/search?q=${encodeURIComponent('便民服务')}`, DESKTOP],
    ['finder-phone', '/benefits?step=ask#出生日期=1990-05-01&救助身份=低保对象&参保险种=居民', PHONE],
    ['finder-result', '/benefits?step=result&at=2023-08-01#救助身份=低保对象&参保险种=居民&合规自付=50000&出生日期=1990-05-01&城乡类别=城市', DESKTOP],
    ['graph', `${AID}?at=2023-06-01&f.救助身份=低保对象&f.合规自付=50000`, { width: 1366, height: 768 }, '.graph-part']
  ]
  for (const [name, path, size, part] of PICTURES) {
    await browser.fresh(async page => {
      await page.open(path, size)
      await page.waitForTimeout(900)
      const file = { path: join(out, `${name}.png`) }
      if (part) await page.locator(part).first().screenshot(file)
      else await page.screenshot(file)
      shrink(file.path)
    })
    console.log(join('docs/pictures', `${name}.png`))
  }
} finally {
  await browser.stop()
  await heng.stop()
}
