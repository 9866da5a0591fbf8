// Standards through time: the figure of a day, gaps shown as gaps, chart and table, the day in the address.
import { assert } from './lib/browser.mjs'
import { segments, valueAt } from '../src/lib/standards.js'

export default async function spec({ test, url }) {
  const all = await (await fetch(`${url}/api/standards`)).json()
  const longest = [...all.items].sort((a, b) => b.series.length - a.series.length)[0]

  test('a series with a hole has a gap and no value in it', async () => {
    const series = [{ since: '2019-07-01', until: '2020-06-30', value: '1' }, { since: '2023-07-01', until: null, value: '2' }]
    const parts = segments(series)
    assert(parts.length === 3 && parts[1].v === null && parts[1].from === '2020-07-01' && parts[1].to === '2023-06-30', JSON.stringify(parts))
    assert(valueAt(series, '2021-01-01') === null && valueAt(series, '2020-06-30') === series[0] && valueAt(series, '2023-07-01') === series[1], 'value of a day')
  })

  test('one standard is shown as chart, bars and table, with every version', async page => {
    await page.open(`/standards?name=${encodeURIComponent(longest.name)}`)
    await page.settled()
    await page.waitForSelector('.chosen .bars svg')
    const rows = await page.locator('.chosen tbody tr:not(.gap)').count()
    const versions = all.items.filter(i => i.name === longest.name && i.place === longest.place).reduce((n, i) => n + i.series.length, 0)
    assert(rows === versions, `${rows} rows, ${versions} versions`)
  })

  test('the buttons walk from change to change and the day is in the address', async page => {
    await page.open(`/standards?name=${encodeURIComponent(longest.name)}`)
    await page.settled()
    const back = page.getByRole('button', { name: '上一变动' })
    assert(await back.isEnabled(), 'no previous change')
    await back.click()
    await page.waitForURL(/at=\d{4}-\d\d-\d\d/)
  })

  test('before the first version nothing is in force, and the table says so', async page => {
    await page.open(`/standards?name=${encodeURIComponent(longest.name)}&at=1990-01-01`)
    await page.settled()
    assert((await page.locator('.shell-main').innerText()).includes('无现行标准'), 'a value is shown for 1990')
  })

  test('what ends, has ended and runs on without an end can be listed for a day', async page => {
    const day = '2023-07-01'
    const names = keep => new Set(all.items.filter(keep).map(i => `${i.name}\n${i.place}`)).size
    const wanted = { open: names(i => { const v = valueAt(i.series, day); return v && !v.until }),
      ended: names(i => !valueAt(i.series, day) && i.series.some(v => v.until && v.until < day)) }
    for (const [which, n] of Object.entries(wanted)) {
      await page.open(`/standards?which=${which}&at=${day}`)
      const text = await page.locator(n ? '.count' : '.empty').first().innerText()
      assert(!n || text.includes(` ${n} `), `${which}: ${text}, wanted ${n}`)
      assert(await page.locator('.std-table tbody tr .name').count() <= 20, 'the list is not paged')
    }
  })

  test('a standard chosen far down the list comes into view', async page => {
    await page.open('/standards', { width: 390, height: 844 })
    await page.locator('.std-table .name').last().click()
    await page.waitForFunction(() => { const b = document.querySelector('.chosen')?.getBoundingClientRect(); return b && b.top >= 0 && b.top < 300 })
  })
}
