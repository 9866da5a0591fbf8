// When things go wrong: server gone, slow, or talking nonsense. The page says what to do and recovers by itself.
import { startHeng } from './lib/heng.mjs'
import { assert } from './lib/browser.mjs'

export default async function spec({ test, heng, skip }) {
  test('with the server gone a list says so and comes back after "try again"', async page => {
    page.expected = [/ERR_|Failed to load/]
    await page.open('/library')
    await page.settled()
    await page.route('**/api/**', route => route.abort())
    await page.click('.side-link[href^="/tasks"]')
    await page.waitForSelector('.fault')
    assert((await page.locator('.fault').innerText()).includes('连不上服务器'), await page.locator('.fault').innerText())
    await page.unroute('**/api/**')
    await page.click('.fault button')
    await page.waitForSelector('tbody tr')
  })

  test('what was typed survives a failed calculation', async page => {
    page.expected = [/ERR_|Failed to load/]
    await page.open(`/calc/${encodeURIComponent('基本救助金额')}?at=2023-06-01`)
    await page.locator('[id="fact-合规自付"] input').fill('12345')
    await page.route('**/api/decide', route => route.abort())
    await page.click('.calc-buttons button[type=submit]')
    await page.waitForSelector('.fault')
    assert(await page.locator('[id="fact-合规自付"] input').inputValue() === '12345', 'the figure is lost')
  })

  test('an answer that is no JSON is told as such', async page => {
    await page.open('/')
    await page.route('**/api/policies*', route => route.fulfill({ status: 200, contentType: 'application/json', body: '{"items": [' }))
    await page.click('.side-link[href^="/policies"]')
    await page.waitForSelector('.fault')
  })

  test('a page whose code cannot be fetched offers to reload', async page => {
    page.expected = [/ERR_|Failed to|preload/]
    await page.open('/')
    await page.route('**/assets/*.js', route => route.abort())
    await page.click('.side-link[href^="/standards"]')
    await page.waitForSelector('.fault')
    assert(await page.locator('.fault button').count() === 1, 'no way on')
  })

  test('an empty library invites to import', async page => {
    if (!heng.own) skip('needs an own server')
    const other = await startHeng({ empty: true })
    try {
      await page.goto(`${other.url}/library`, { waitUntil: 'load' })
      await page.waitForSelector('.empty')
      await page.click('.empty button')
      await page.waitForSelector('.drop')
      await page.goto(`${other.url}/tasks`, { waitUntil: 'load' })
      await page.waitForSelector('.empty')
      await page.goto(`${other.url}/`, { waitUntil: 'load' })
      await page.waitForSelector('.drop')
    } finally {
      await other.stop()
    }
  })
}
