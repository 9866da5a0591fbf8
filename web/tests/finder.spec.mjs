// The entitlement finders: at most ten questions, "not sure" always, back, the keyboard, what stays private, the link.
import { PHONE, assert, overflow, tabTo } from './lib/browser.mjs'
import { MOST, readAnswers, readTyped, writeAnswers } from '../src/lib/finder.js'
import { layout } from '../src/lib/graph.js'

const ASK = { benefits: '/benefits?step=ask', firms: '/firms?step=ask' }
const screen = page => page.locator('.find-question, .find-result')
const asks = page => page.locator('.find-question h2').innerText()

/** Waits until the screen is another than `before`. */
const moved = (page, before) => page.waitForFunction(old => {
  const now = document.querySelector('.find-question h2, .find-result h2')
  return now && !document.querySelector('[aria-busy="true"]') && now.innerText !== old
}, before)

/** Answers what is on the screen as a person would; gives the number of questions until the result. */
async function walk(page, answer) {
  for (let n = 0; n <= MOST + 1; n += 1) {
    await screen(page).first().waitFor()
    if (await page.locator('.find-result').count()) return n
    const before = await asks(page)
    await answer(page)
    await moved(page, before)
  }
  throw new Error(`more than ${MOST} questions`)
}
const unsure = page => page.click('.choice.unclear')
async function plausible(page) {
  const choices = page.locator('.choices .choice')
  if (await choices.count()) { await choices.first().click(); return }
  const date = await page.locator('.find-form .date-field').count()
  await page.locator('.find-form input').fill(date ? '1950-01-01' : '3')
  await page.click('.find-form button[type=submit]')
}

export default async function spec({ test, url }) {
  const ask = async body => (await fetch(`${url}/api/match`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json()

  test('answers survive the address, whatever is in them', async () => {
    const list = [{ name: '出生日期', value: '1950-01-01', unclear: false }, { name: 'a&b', value: '50%=#?', unclear: false }, { name: '收入', value: '?', unclear: true }]
    assert(JSON.stringify(readAnswers(writeAnswers(list))) === JSON.stringify(list), JSON.stringify(readAnswers(writeAnswers(list))))
    assert(readAnswers('#%E4%=&=x&y=').length === 0 && readAnswers('').length === 0, 'a damaged address gives answers')
    assert(readAnswers('#a=1&a=2').length === 1, 'one name twice')
    assert(readTyped({ type: 'number', unit: '元', allowed: [] }, '5,000.50').value === '5000.50', 'figure')
    assert(readTyped({ type: 'number', unit: '元', allowed: [] }, '5千').fault, 'a figure with a letter')
    assert(readTyped({ type: 'date', allowed: [] }, '2023年2月30日').fault, 'a day that does not exist')
    assert(readTyped({ type: 'string', allowed: [] }, '  ').fault, 'nothing typed')
  })

  for (const who of ['benefits', 'firms']) {
    test(`${who}: at most ${MOST} questions on a phone, one to a screen, then a grouped result`, async page => {
      await page.open(`/${who}`, PHONE)
      await page.click('.find-start')
      const n = await walk(page, plausible)
      assert(n >= 1 && n <= MOST, `${n} questions`)
      assert(await page.locator('.find-group').count() >= 1, 'no group')
      assert(await overflow(page) <= 0, 'the result is wider than the phone')
      const cited = await page.locator('.benefit').evaluateAll(list => list.filter(b => !b.querySelector('.cites').innerText.trim()).length)
      assert(cited === 0, `${cited} benefits without a provision`)
    })

    test(`${who}: "not sure" is taken for every question, and what was assumed is shown`, async page => {
      await page.open(ASK[who], PHONE)
      const n = await walk(page, unsure)
      assert(n <= MOST, `${n} questions`)
      const silent = await page.locator('.benefit.refused').evaluateAll(list => list.filter(b => !b.querySelector('.why li')).map(b => b.innerText))
      assert(!silent.length, `refused without a reason: ${silent}`)
      assert((await page.locator('.find-answers dd').allInnerTexts()).every(x => x.includes('不清楚')), 'an answer is not "not sure"')
    })
  }

  test('the figure stands with its unit, document and provision', async page => {
    await page.open('/benefits?step=result&at=2023-06-01#救助身份=低保对象&参保险种=居民&合规自付=50000')
    const card = page.locator('.benefit.entitled', { has: page.locator('h3', { hasText: '医疗救助' }) }).first()
    const text = await card.innerText()
    for (const part of ['38,900.00元', '〔2022〕30号', '四(五)']) assert(text.includes(part), `${part} is missing: ${text}`)
  })

  test('a refusal names the condition, its provision and the figures of this case', async page => {
    const all = await ask({ facts: { 救助身份: '无', 参保险种: '居民', 合规自付: '50000' }, target: '个人,家庭', at: '2023-06-01' })
    const refused = all.benefits.find(b => b.state === 'refused' && b.failed.length && b.failed[0].filled)
    assert(refused, 'nothing is refused')
    await page.open('/benefits?step=result&at=2023-06-01#救助身份=无&参保险种=居民&合规自付=50000')
    const text = await page.locator('.benefit.refused', { hasText: refused.name }).first().innerText()
    assert(text.includes(refused.failed[0].condition) && text.includes(refused.failed[0].filled), text)
  })

  test('keyboard only on a phone: from the first page to the result and back', async page => {
    await page.open('/', PHONE)
    await tabTo(page, () => document.activeElement.matches('.home-find a[href^="/benefits"]'))
    await page.keyboard.press('Enter')
    await page.waitForSelector('.find-start')
    await tabTo(page, () => document.activeElement.matches('.find-start'))
    await page.keyboard.press('Enter')
    const n = await walk(page, async () => {
      if (await page.locator('.choices').count()) {
        await page.waitForFunction(() => document.activeElement.matches('.find-question h2'))
        await page.keyboard.press('ArrowDown')
        const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== 'none')
        assert(ring, 'the focus cannot be seen')
      } else {
        await page.waitForFunction(() => document.activeElement.matches('.find-form input'))
        await page.keyboard.type(await page.locator('.date-field').count() ? '19500101' : '3')
      }
      await page.keyboard.press('Enter')
    })
    assert(n >= 1, 'no question')
    assert(await page.evaluate(() => document.activeElement.matches('.find-result h2')), 'the cursor is not at the result')
    await page.goBack()
    await page.waitForSelector('.find-question')
  })

  test('back goes one question back with the answer still there, by link and by the browser', async page => {
    await page.open(ASK.benefits, PHONE)
    const first = await asks(page)
    await plausible(page)
    await moved(page, first)
    const second = await asks(page)
    await page.click('.find-ways .link-button:first-child')
    await moved(page, second)
    assert(await asks(page) === first, 'not the first question')
    const kept = await page.locator('.choice.on').count() || (await page.locator('.find-form input').inputValue()) !== ''
    assert(kept, 'the answer is gone')
    await page.goBack()
    await moved(page, first)
    assert(await asks(page) === second, 'the browser does not go back')
  })

  test('an answer is changed from the result; the others stay', async page => {
    await page.open('/benefits?step=ask', PHONE)
    const n = await walk(page, plausible)
    const before = await page.locator('.find-answers dt').allInnerTexts()
    await page.locator('.find-answers .link-button').first().click()
    await page.waitForSelector('.find-question')
    await unsure(page)
    await page.waitForSelector('.find-result')
    const after = await page.locator('.find-answers dt').allInnerTexts()
    assert(before.join() === after.slice(0, before.length).join(), `${before} became ${after}`)
    assert((await page.locator('.find-answers dd').first().innerText()).includes('不清楚'), 'the new answer is not there')
    assert(n <= MOST, `${n}`)
  })

  test('answers travel in the body alone, stay in this tab, and the link shows the same to another', async page => {
    const seen = []
    page.on('request', r => seen.push(decodeURI(r.url())))
    await page.open('/benefits?step=ask&at=2023-06-01#救助身份=低保对象&参保险种=居民&合规自付=54321')
    await page.click('.find-ways .link-button:last-child')
    await page.waitForSelector('.find-result')
    assert(!seen.some(u => u.replace(/#.*/, '').includes('54321')), 'an answer is in a request address')
    const kept = await page.evaluate(() => [JSON.stringify(localStorage), JSON.stringify(sessionStorage)])
    assert(!kept[0].includes('54321') && kept[1].includes('54321'), kept.join(' '))
    const text = await page.locator('.find-group').allInnerTexts()
    const other = await page.context().browser().newContext()
    try {
      const view = await other.newPage()
      await view.goto(page.url(), { waitUntil: 'load' })
      await view.waitForSelector('.find-group')
      assert((await view.locator('.find-group').allInnerTexts()).join() === text.join(), 'the link shows something else')
    } finally { await other.close() }
    await page.getByRole('button', { name: '清除答案' }).click()
    await page.waitForSelector('.find-start')
    assert(!(await page.evaluate(() => JSON.stringify(sessionStorage))).includes('54321'), 'the answers are still kept')
  })

  test('the answers of this tab can be taken up again', async page => {
    await page.open('/benefits?step=result#合规自付=54321')
    await page.waitForSelector('.find-result')
    await page.open('/')
    await page.click('.side-link[href^="/benefits"]')
    await page.waitForSelector('.find-intro')
    await page.getByRole('button', { name: '接着上次' }).click()
    await page.waitForURL(/#.*54321/)
  })

  test('wrong input is said at the field; facts that contradict each other lead back', async page => {
    page.expected = [/answer 409/, /status of 409/]
    await page.open('/benefits?step=ask', PHONE)
    for (let i = 0; i < MOST && !(await page.locator('.find-form .date-field').count()); i += 1) {
      const before = await asks(page)
      await unsure(page)
      await moved(page, before)
    }
    await page.locator('.find-form input').fill('2023-02-30')
    await page.keyboard.press('Enter')
    await page.locator('.find-form .field-bad').first().waitFor()
    assert(!page.url().includes('2023-02-30'), 'a day that does not exist was taken')
    await page.open('/benefits?step=ask&again=1#出生日期=2999-01-01')
    await page.waitForSelector('.fault')
    assert((await page.locator('.fault').innerText()).includes('出生日期'), await page.locator('.fault').innerText())
    await page.getByRole('button', { name: '上一题' }).click()
    await page.waitForSelector('.find-question')
  })

  test('a link with an unknown fact says so and offers to start again', async page => {
    page.expected = [/answer 400/, /status of 400/]
    await page.open('/benefits?step=result#没有这个事实=1')
    await page.waitForSelector('.fault')
    await page.getByRole('button', { name: '重新开始' }).click()
    await page.waitForSelector('.find-start')
  })

  test('before there was any law there is nothing to ask, and that is said', async page => {
    await page.open('/benefits?step=ask&at=1990-01-01')
    await page.waitForSelector('.find-result .empty')
  })

  test('with the server gone the answers stay and "try again" goes on', async page => {
    page.expected = [/ERR_|Failed to load/]
    await page.open(ASK.benefits)
    await page.route('**/api/match', route => route.abort())
    await unsure(page)
    await page.waitForSelector('.fault')
    await page.unroute('**/api/match')
    await page.click('.fault button')
    await page.waitForSelector('.find-question')
    assert((await page.locator('.find-count').innerText()).includes('第 2 题'), await page.locator('.find-count').innerText())
  })

  test('on paper: result, answers and the link, no controls', async page => {
    await page.open('/benefits?step=result&at=2023-06-01#救助身份=低保对象&参保险种=居民&合规自付=50000')
    await page.emulateMedia({ media: 'print' })
    assert(await page.locator('.print-foot').isVisible() && await page.locator('.find-answers').isVisible(), 'the foot or the answers do not print')
    assert(!(await page.locator('.shell-side').isVisible()) && !(await page.locator('.find-answers .link-button').first().isVisible()), 'controls print')
  })

  test('the graph shows every decision and fact of the answer once, without boxes on each other', async page => {
    await page.open(`/calc/${encodeURIComponent('医疗救助')}?at=2023-06-01&f.救助身份=低保对象&f.合规自付=50000`)
    await page.waitForSelector('.graph svg')
    const names = await page.locator('.graph-node title').evaluateAll(list => list.map(e => e.textContent.split(' = ')[0]))
    assert(new Set(names).size === names.length && names.includes('合规自付') && names.includes('医疗救助'), names.join())
    const text = (await page.locator('.graph-node').allTextContents()).join()
    assert(text.includes('50,000'), 'the values are not on it')
    const boxes = await page.locator('.graph-node rect').evaluateAll(list => list.map(e => { const b = e.getBoundingClientRect(); return [b.x, b.y, b.right, b.bottom] }))
    const clash = boxes.some((a, i) => boxes.some((b, k) => k > i && a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]))
    assert(!clash, 'two boxes overlap')
  })

  test('a graph that runs in a circle is drawn all the same', async () => {
    const a = { label: '甲' }
    const b = { label: '乙' }
    const g = layout([{ node: a, inputs: [{ ...b, kind: 'decision' }] }, { node: b, inputs: [{ ...a, kind: 'decision' }] }])
    assert(g.nodes.length === 2 && g.width > 0 && g.nodes.every(n => Number.isFinite(n.x + n.y)), `${g.nodes.length} nodes, ${g.width} wide`)
  })
}
