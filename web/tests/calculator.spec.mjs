// Calculators: the form from the declared types, exact figures, the answer with its reasons, the link, the keyboard.
import { PHONE, assert, tabTo } from './lib/browser.mjs'

const NAME = '医疗救助'
const BASIC = '基本救助金额'
const calc = (name, query = '') => `/calc/${encodeURIComponent(name)}${query}`

export default async function spec({ test, url }) {
  const signature = async (name, at) => (await fetch(`${url}/api/decisions/${encodeURIComponent(name)}?at=${at}`)).json()
  const at = '2023-06-01'
  const form = await signature(BASIC, at)
  const field = (page, name) => page.locator(`[id="fact-${name}"]`)

  test('medical aid of a resident under the law of 2023-06-01, with steps and provisions', async page => {
    await page.open(calc(NAME, `?at=${at}`))
    await field(page, '救助身份').locator('select, input[value="低保对象"]').first().waitFor()
    const select = field(page, '救助身份').locator('select')
    if (await select.count()) await select.selectOption('低保对象')
    else await field(page, '救助身份').locator('input[value="低保对象"]').check()
    await field(page, '合规自付').locator('input').fill('50000')
    await page.click('.calc-buttons button[type=submit]')
    await page.waitForSelector('.verdict.ok')
    const text = await page.locator('.calc-result').innerText()
    assert(text.includes('20,000.00'), text.slice(0, 300))
    assert(text.includes('18,900.00'), text.slice(0, 300))
    assert(text.includes('四(五)'), 'the provision is not cited')
    assert(await page.locator('.steps > li').count() >= 2, 'no steps')
    assert(page.url().includes('50000'), 'the inputs are not in the address')
    const link = page.url()
    await page.open('/')
    await page.goto(link, { waitUntil: 'load' })
    await page.waitForSelector('.verdict.ok')
    assert((await page.locator('.calc-result').innerText()).includes('18,900.00'), 'the link gives another result')
  })

  test('the same for 2022-06-01 is answered as not in force, with the nearest version one click away', async page => {
    await page.open(calc(BASIC, '?at=2022-06-01'))
    await page.waitForSelector('.verdict.not_in_force')
    assert(await page.locator('.versions li').count() >= 1, 'no nearest version')
    await page.locator('.explain .versions button').first().click()
    await page.waitForURL(/at=20\d\d/)
    await page.waitForSelector('.fact')
  })

  test('missing facts are named and a click leads to the field', async page => {
    await page.open(calc(BASIC, `?at=${at}`))
    await page.click('.calc-buttons button[type=submit]')
    await page.waitForSelector('.verdict.missing')
    await page.locator('.ex-list .link-button').first().click()
    const inside = await page.evaluate(() => Boolean(document.activeElement.closest('.fact')))
    assert(inside, 'the focus is not in the form')
  })

  test('figures: a letter, a full-width digit and a broken number are told at the field and not sent', async page => {
    await page.open(calc(BASIC, `?at=${at}`))
    let sent = 0
    page.on('request', r => { if (r.url().endsWith('/api/decide')) sent += 1 })
    for (const [typed, word] of [['2000O', '“O”'], ['2\uff10\uff10\uff10', '全角'], ['1.2.3', '不是一个数']]) {
      await field(page, '合规自付').locator('input').fill(typed)
      await page.click('.calc-buttons button[type=submit]')
      await field(page, '合规自付').locator('.field-bad').waitFor()
      const said = await field(page, '合规自付').locator('.field-bad').innerText()
      assert(said.includes(word), `${typed}: ${said}`)
    }
    assert(sent === 0, `${sent} requests were sent`)
  })

  test('figures stay exact: 34 digits arrive as they were typed', async page => {
    const digits = '12345678901234567890.12'
    await page.open(calc(BASIC, `?at=${at}`))
    await field(page, '合规自付').locator('input').fill(digits)
    const [request] = await Promise.all([page.waitForRequest(r => r.url().endsWith('/api/decide')), page.click('.calc-buttons button[type=submit]')])
    assert(request.postData().includes(`"${digits}"`), request.postData())
  })

  test('keyboard only: from the menu through the form to the result', async page => {
    await page.open('/')
    await tabTo(page, () => document.activeElement.matches('.side-link[href^="/calc"]'))
    await page.keyboard.press('Enter')
    await page.waitForSelector('.calc-list')
    await page.goto(calc(BASIC, `?at=${at}`), { waitUntil: 'load' })
    await page.waitForSelector('.fact')
    await tabTo(page, () => Boolean(document.activeElement.closest('[id="fact-救助身份"]')))
    const radio = await page.evaluate(() => document.activeElement.type === 'radio')
    if (radio) {
      for (let i = 0; i < 12 && !(await page.evaluate(() => document.activeElement.value === '低保对象')); i += 1) await page.keyboard.press('ArrowDown')
    } else {
      const value = () => page.evaluate(() => document.activeElement.value)
      for (let i = 0; i < 30 && (await value()) !== '低保对象'; i += 1) await page.keyboard.press('ArrowDown')
      assert((await value()) === '低保对象', 'the choice cannot be reached with the arrow keys')
    }
    await tabTo(page, () => Boolean(document.activeElement.closest('[id="fact-合规自付"]')))
    await page.keyboard.type('10000')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.verdict.ok')
    assert((await page.locator('.verdict').innerText()).includes('7,000.00'), await page.locator('.verdict').innerText())
    const ring = await page.evaluate(() => { const s = getComputedStyle(document.activeElement.closest('.el-input__wrapper') || document.activeElement); return s.outlineStyle !== 'none' || s.boxShadow !== 'none' })
    assert(ring, 'the focus cannot be seen')
  })

  test('after the first answer the result follows a change of date or figure', async page => {
    await page.open(calc(BASIC, `?at=${at}&f.救助身份=低保对象&f.合规自付=10000`))
    await page.waitForSelector('.verdict.ok')
    await field(page, '合规自付').locator('input').fill('1000')
    await page.waitForSelector('.verdict:has-text("700.00")')
    await page.getByLabel('适用日', { exact: false }).first().fill('2022-06-01')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.verdict.not_in_force')
  })

  test('a value the server refuses is told, not swallowed', async page => {
    page.expected = [/answer 400/, /status of 400/]
    await page.open(calc(BASIC, `?at=${at}&f.救助身份=${encodeURIComponent('不存在的身份')}&f.合规自付=1`))
    await page.waitForSelector('.fault, .verdict.missing, .verdict.error')
    assert((await page.locator('.calc-result').innerText()).includes('救助身份'), await page.locator('.calc-result').innerText())
  })

  test('an unknown decision is a page with a remedy', async page => {
    page.expected = [/404/]
    await page.open(calc('没有这项'))
    await page.waitForSelector('.fault')
  })

  test('the form asks everything the decision declares', async page => {
    await page.open(calc(BASIC, `?at=${at}`))
    await page.waitForSelector('.fact')
    for (const f of form.facts) assert(await field(page, f.name).count() === 1, `${f.name} is not asked`)
  })

  test('on paper the inputs stand with the result, the form does not', async page => {
    await page.open(calc(BASIC, `?at=${at}&f.救助身份=低保对象&f.合规自付=10000`))
    await page.waitForSelector('.verdict.ok')
    await page.emulateMedia({ media: 'print' })
    assert(!(await page.locator('.calc-form').isVisible()), 'the form prints')
    assert(await page.locator('.print-inputs').isVisible(), 'the inputs do not print')
    assert(!(await page.locator('.shell-side').isVisible()), 'the menu prints')
  })

  test('on a phone the result comes into view', async page => {
    await page.open(calc(BASIC, `?at=${at}&f.救助身份=低保对象&f.合规自付=10000`), PHONE)
    await page.waitForSelector('.verdict.ok')
    await page.click('.calc-buttons button[type=submit]')
    await page.waitForFunction(() => { const b = document.querySelector('.verdict').getBoundingClientRect(); return b.top > 0 && b.top < 500 })
  })

  test('the same case under two days of law stands side by side with the exact difference', async page => {
    const name = '低保金额'
    const both = []
    const facts = { 城乡类别: '城市', 家庭月收入: '300', 家庭人口: '2', 所在县区: '平山区' }
    const sign = await signature(name, '2023-08-01')
    const body = Object.fromEntries(sign.facts.filter(f => f.name in facts).map(f => [f.name, facts[f.name]]))
    for (const day of ['2023-08-01', '2020-01-01']) {
      const got = await (await fetch(`${url}/api/decide`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ decision: name, at: day, facts: body }) })).json()
      both.push(got)
    }
    assert(both.every(b => b.status === 'ok'), JSON.stringify(both.map(b => b.error || b.missing)))
    const link = Object.entries(body).map(([k, v]) => `f.${k}=${v}`).join('&')
    await page.open(calc(name, `?at=2023-08-01&vs=2020-01-01&${link}`))
    await page.waitForSelector('.compare tbody tr')
    const text = await page.locator('.compare tbody').innerText()
    for (const b of both) assert(text.includes(b.result.display_zh), `${b.result.display_zh} is missing: ${text}`)
    await page.getByLabel('比较日').fill('1990-01-01')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.compare .notice')
  })
}
