// Library, reader, search, assignments: from a list to the very sentence.
import { PHONE, assert, tabTo } from './lib/browser.mjs'

export default async function spec({ test, url }) {
  const json = async path => (await fetch(`${url}/api/${path}`)).json()
  const tasks = await json('tasks?limit=500')
  const placed = tasks.items.find(one => one.provision_id && one.article)
  const docs = await json('documents?limit=100')

  test('the library lists all documents and filters them by text', async page => {
    await page.open('/library?size=100')
    await page.settled()
    const rows = await page.locator('tbody tr').count()
    assert(rows === Math.min(docs.total, 100), `${rows} rows, ${docs.total} documents`)
    const title = docs.items[0].title
    await page.getByLabel('标题或文号').fill(title)
    await page.waitForURL(/[?&]q=/)
    await page.settled()
    await page.waitForFunction(n => document.querySelectorAll('tbody tr').length < n || n === 1, docs.total)
    assert((await page.locator('tbody tr').first().innerText()).includes(title.slice(0, 10)), 'the document is not there')
    await page.reload({ waitUntil: 'load' })
    assert(await page.getByLabel('标题或文号').inputValue() === title, 'a reload lost the filter')
  })

  test('an assignment leads to its sentence and lights it', async page => {
    await page.open(`/tasks?size=100&q=${encodeURIComponent(placed.title.slice(0, 12))}`)
    await page.settled()
    await page.locator('td.t-title a').first().click()
    await page.waitForURL(/\/doc\//)
    await page.waitForSelector('.lit')
    const lit = page.locator('.lit').first()
    const text = await lit.innerText()
    assert(text.includes(placed.title.slice(0, 6)), `the lit provision reads: ${text.slice(0, 80)}`)
    const box = await lit.boundingBox()
    assert(box && box.y < 768 && box.y + box.height > 54, 'the sentence is outside the window')
    assert(await page.locator('.task-card.on').count() === 1, 'its card is not marked')
  })

  test('beside the text, a card lights its sentence and the badge at the text finds the card', async page => {
    await page.open(`/doc/${encodeURIComponent(placed.doc_no || placed.document_id)}`)
    await page.settled()
    await page.locator('.task-card .link-button').last().click()
    await page.waitForSelector('.lit')
    assert(page.url().includes('#'), 'the address has no anchor')
    await page.locator('.lit .pv-badge').first().click()
    await page.waitForFunction(() => document.activeElement && document.activeElement.classList.contains('task-card'))
  })

  test('a deep link opens at its provision; one that is gone says so', async page => {
    const path = `/doc/${encodeURIComponent(placed.doc_no || placed.document_id)}`
    await page.open(`${path}#${encodeURIComponent(placed.article)}`)
    await page.waitForSelector('.lit')
    await page.open('/')
    await page.open(`${path}#${encodeURIComponent('九十九')}`)
    await page.waitForSelector('.notice')
    assert((await page.locator('.notice').innerText()).includes('九十九'), 'the address is not named')
  })

  test('a document that is not there is answered with a way on', async page => {
    page.expected = [/404/]
    await page.open(`/doc/${encodeURIComponent('无此文件〔1900〕1号')}`)
    await page.waitForSelector('.fault')
    assert(await page.locator('.fault a').count() >= 1, 'no link')
  })

  test('search marks the words and is walked with the arrow keys', async page => {
    const word = placed.title.replace(/[^\u4e00-\u9fff]/g, '').slice(0, 4)
    await page.open('/')
    await page.keyboard.press('/')
    await page.keyboard.type(word)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/search\?q=/)
    await page.waitForSelector('.hit')
    const marked = await page.locator('.hit mark').allInnerTexts()
    assert(marked.some(m => word.includes(m) || m.includes(word)), `marked: ${marked.slice(0, 5).join('|')}`)
    await tabTo(page, () => document.activeElement.classList.contains('hit-link'))
    const first = await page.evaluate(() => document.activeElement.getAttribute('href'))
    await page.keyboard.press('ArrowDown')
    const hits = await page.locator('.hit').count()
    const second = await page.evaluate(() => document.activeElement.getAttribute('href'))
    assert(hits === 1 || first !== second, 'arrow down did not move')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/doc\//)
  })

  test('a gazette imported through the page appears with its findings, twice makes no duplicate', async page => {
    const text = '云溪市人民政府公报\n2031年第1号\n\n云溪市人民政府办公室关于印发云溪市便民驿站建设方案的通知\n云政办发〔2031〕7号\n\n各县、区人民政府,市政府各部门:\n  《云溪市便民驿站建设方案》已经市政府同意,现印发给你们,请认真贯彻执行。\n\n云溪市人民政府办公室\n2031年3月5日\n\n云溪市便民驿站建设方案\n\n  一、总体要求\n  方便群众办事。\n  二、重点任务\n  (一)建设驿站。2031年底前,建成驿站20处。(牵头单位:市民政局;责任单位:市财政局、各县区政府)\n  (二)统一标识。(责任单位:市城管局)\n'
    const before = (await json('documents?limit=1')).total
    await page.open('/library?import=1')
    const file = { name: '云溪2031-1.txt', mimeType: 'text/plain', buffer: Buffer.from(text) }
    await page.setInputFiles('.import input[type=file]', file)
    await page.waitForSelector('.job-head')
    assert((await page.locator('.job').innerText()).includes('便民驿站'), await page.locator('.job').innerText())
    const after = (await json('documents?limit=1')).total
    assert(after === before + 1, `${before} documents before, ${after} after`)
    await page.setInputFiles('.import input[type=file]', file)
    await page.waitForSelector('.job-head:has-text("内容未变")')
    assert((await json('documents?limit=1')).total === after, 'a duplicate')
    await page.locator('.job-docs a').first().click()
    await page.waitForURL(/\/doc\//)
    await page.waitForSelector('.task-card')
    assert((await page.locator('.reader-side').innerText()).includes('市民政局'), 'the assignment is not beside the text')
  })

  test('a file that is no gazette is refused with the reason, and the page goes on', async page => {
    page.expected = [/answer 4(00|13|15|22)/, /status of 4/]
    await page.open('/library?import=1')
    await page.setInputFiles('.import input[type=file]', { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.from('') })
    await page.waitForSelector('.job .fault')
    assert((await page.locator('.job .fault').innerText()).length > 8, 'no reason given')
    assert(await page.locator('tbody tr').count() > 0, 'the list is gone')
  })

  test('assignments: filter by unit, page, and export exactly the filter', async page => {
    const unit = tasks.facets.units[0]
    await page.open('/tasks')
    await page.settled()
    await page.getByRole('combobox', { name: '单位' }).click()
    await page.keyboard.type(unit.value)
    await page.locator('.el-select-dropdown__item:visible').first().click()
    await page.waitForURL(/unit=/)
    await page.settled()
    await page.waitForFunction(n => document.querySelector('.count').innerText.includes(String(n)), unit.count)
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('a:has-text("CSV")')])
    const chunks = []
    for await (const part of await download.createReadStream()) chunks.push(part)
    const lines = Buffer.concat(chunks).toString('utf8').replace(/^\ufeff/, '').trim().split(/\r?\n/)
    assert(lines[0].startsWith('doc_no,task_no,parent_no,title,lead_units'), lines[0])
    assert(lines.length - 1 >= unit.count, `${lines.length - 1} rows exported, ${unit.count} filtered`)
    const [book] = await Promise.all([page.waitForEvent('download'), page.click('a:has-text("Excel")')])
    const head = []
    for await (const part of await book.createReadStream()) head.push(part)
    assert(Buffer.concat(head).subarray(0, 2).toString() === 'PK', 'not a workbook')
  })

  test('a wrong date in a filter is said at the field', async page => {
    await page.open('/tasks')
    await page.getByLabel('期限 自').fill('2023-02-30')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.field-bad')
    assert(!page.url().includes('due_from'), 'a day that does not exist was sent')
    await page.getByLabel('期限 自').fill('2023年6月1日')
    await page.keyboard.press('Enter')
    await page.waitForURL(/due_from=2023-06-01/)
  })

  test('on a phone the reader opens outline and assignments from the dock', async page => {
    await page.open(`/doc/${encodeURIComponent(placed.doc_no || placed.document_id)}`, PHONE)
    await page.settled()
    await page.click('.reader-dock button:first-child')
    await page.waitForSelector('.reader-toc.show')
    await page.click('.reader-dock button:last-child')
    await page.waitForSelector('.reader-side.show')
    await page.locator('.task-card .link-button').first().click()
    await page.waitForSelector('.lit')
  })
}
