// Debian's Chromium through playwright-core. A page remembers every console error, page error and failed request;
// a test that leaves one behind fails, unless it said beforehand which it expects.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const require = createRequire(import.meta.url)
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']
export const DESKTOP = { width: 1366, height: 768 }
export const PHONE = { width: 390, height: 844 }

export function assert(condition, message) {
  if (!condition) throw new Error(message)
}

export async function startBrowser(base) {
  const path = process.env.CHROMIUM || ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(p => existsSync(p))
  if (!path) throw new Error('no Chromium: apt install chromium, or set CHROMIUM')
  const browser = await chromium.launch({ executablePath: path, args: FLAGS })

  /** Runs `body` on a new page of a new profile and fails on any error the page left behind. */
  async function fresh(body) {
    const context = await browser.newContext({ viewport: DESKTOP, baseURL: base, acceptDownloads: true })
    const page = await context.newPage()
    const heard = []
    page.expected = []
    page.on('console', m => { if (m.type() === 'error' || m.type() === 'warning') heard.push(`console ${m.type()}: ${m.text()}`) })
    page.on('pageerror', e => heard.push(`page error: ${e.message}`))
    page.on('response', r => { if (r.status() >= 400) heard.push(`answer ${r.status()}: ${decodeURI(r.url())}`) })
    page.open = async (to, size) => {
      if (size) await page.setViewportSize(size)
      await page.goto(to, { waitUntil: 'load' })
      await page.waitForSelector('.shell-main :is(.page)')
      await page.settled()
    }
    /** Follows an address inside the running application, as a link would. */
    page.follow = path => page.evaluate(to => {
      history.pushState({}, '', to)
      dispatchEvent(new PopStateEvent('popstate', { state: {} }))
    }, path)
    page.settled = () => page.waitForFunction(() => !document.querySelector('.loading, [aria-busy="true"]'), null, { timeout: 15000 })
    try {
      await body(page)
      const bad = heard.filter(h => !page.expected.some(e => e.test(h)))
      assert(!bad.length, `left behind: ${bad.join(' | ')}`)
    } finally {
      await context.close()
    }
  }

  return { fresh, stop: () => browser.close() }
}

/** Serious and critical findings of axe-core, as lines. */
export async function axe(page) {
  await page.evaluate(axeSource)
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
  return result.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
    .map(v => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' ; ')}`)
}

/** Pixels by which the page is wider than its window. */
export const overflow = page => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

/** Presses Tab until `match` accepts the focused element; fails after `most` presses. */
export async function tabTo(page, match, most = 80) {
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(match)) return
  }
  throw new Error(`not reached in ${most} Tab presses: ${match}`)
}
