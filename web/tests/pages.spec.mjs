// Every page at both widths: it opens without a console error, nothing sticks out, no serious accessibility finding.
import { get } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { DESKTOP, PHONE, assert, axe, overflow } from './lib/browser.mjs'

export default async function spec({ test, url }) {
  const json = async path => (await fetch(`${url}/api/${path}`)).json()
  const docs = await json('documents?limit=100')
  const busiest = [...docs.items].sort((a, b) => b.tasks - a.tasks)[0]
  const decisions = (await json('decisions')).items.filter(d => d.kind !== 'function' && d.in_force)
  const policies = (await json('policies')).items
  const standards = (await json('standards')).items
  const word = busiest.title.slice(0, 2)
  const PAGES = {
    home: '/', library: '/library', 'library with import': '/library?import=1',
    document: `/doc/${encodeURIComponent(busiest.doc_no || busiest.id)}`,
    'document, citations': `/doc/${encodeURIComponent(busiest.doc_no || busiest.id)}?side=cites`,
    search: `/search?q=${encodeURIComponent(word)}`, 'search, nothing found': '/search?q=zqxjkv', 'search, empty': '/search',
    standards: '/standards', 'one standard': `/standards?name=${encodeURIComponent(standards[0].name)}`,
    calculators: '/calc', calculator: `/calc/${encodeURIComponent(decisions[0].name)}`,
    'calculator out of force': `/calc/${encodeURIComponent(decisions[0].name)}?at=1990-01-01`,
    tasks: '/tasks', 'tasks, nothing found': '/tasks?q=zqxjkv', policies: '/policies',
    policy: `/policies/${encodeURIComponent((policies.find(p => p.kind === 'instrument') || policies[0]).doc)}`,
    'finder for residents': '/benefits', 'a question': '/benefits?step=ask', 'finder, nothing in force': '/benefits?step=ask&at=1990-01-01',
    'finder, result': '/benefits?step=result&at=2023-08-01#救助身份=低保对象&参保险种=居民&合规自付=50000&出生日期=?',
    'finder for firms': '/firms', 'finder for firms, result': '/firms?step=result',
    'answer with its graph': `/calc/${encodeURIComponent('医疗救助')}?at=2023-06-01&f.救助身份=低保对象&f.合规自付=50000`,
    'unknown page': '/no/such/page'
  }
  for (const [name, path] of Object.entries(PAGES)) {
    for (const [size, word] of [[DESKTOP, 'desktop'], [PHONE, 'phone']]) {
      test(`${name} on a ${word}`, async page => {
        await page.open(path, size)
        await page.settled()
        const wide = await overflow(page)
        assert(wide <= 0, `the page is ${wide} px wider than the window`)
        const findings = await axe(page)
        assert(!findings.length, findings.join(' | '))
        const title = await page.title()
        assert(title.includes('衡'), `title is "${title}"`)
      })
    }
  }

  test('long answers travel packed and arrive the same', async () => {
    const ask = coding => new Promise((done, fail) => {
      get(`${url}/api/decisions`, { headers: { 'Accept-Encoding': coding } }, answer => {
        const parts = []
        answer.on('data', part => parts.push(part)).on('end', () => done({ coding: answer.headers['content-encoding'], body: Buffer.concat(parts) }))
      }).on('error', fail)
    })
    const [packed, plain] = [await ask('gzip'), await ask('identity')]
    assert(packed.coding === 'gzip' && plain.coding === undefined, `${packed.coding}, ${plain.coding}`)
    assert(gunzipSync(packed.body).equals(plain.body), 'the packed answer differs')
    assert(packed.body.length * 4 < plain.body.length, `${packed.body.length} of ${plain.body.length} bytes`)
  })

  test('an unknown page offers ways on', async page => {
    await page.open('/no/such/page')
    assert(await page.locator('.empty a').count() >= 3, 'no links')
    await page.locator('.empty a').first().click()
    await page.waitForURL(u => new URL(u).pathname === '/')
  })

  test('the first page is under 300 KB as transferred', async page => {
    let bytes = 0
    const session = await page.context().newCDPSession(page)
    await session.send('Network.enable')
    session.on('Network.loadingFinished', e => { bytes += e.encodedDataLength })
    await page.open('/')
    console.log(`      first page: ${bytes} bytes transferred`)
    assert(bytes > 10000 && bytes < 300 * 1024, `${bytes} bytes`)
  })

  test('every decision can be asked for what it needs', async () => {
    for (let i = 0; i < decisions.length; i += 20) {
      await Promise.all(decisions.slice(i, i + 20).map(async d => {
        const detail = await json(`decisions/${encodeURIComponent(d.name)}`)
        assert(Array.isArray(detail.facts) && detail.name === d.name, `${d.name}: ${JSON.stringify(detail).slice(0, 200)}`)
      }))
    }
  })

  test('decisions from all over the policies open with a form or an answer', async page => {
    await page.open('/calc')
    const step = Math.max(1, Math.floor(decisions.length / 50))
    for (const d of decisions.filter((_, i) => i % step === 0)) {
      await page.follow(`/calc/${encodeURIComponent(d.name)}`)
      await page.waitForFunction(name => document.querySelector('.decision h1')?.innerText === name || document.querySelector('.decision .fault'), d.name)
      await page.settled()
      const asked = await page.locator('.fact').count()
      const answered = await page.locator('.verdict').count()
      assert(asked || answered, `${d.name}: neither a question nor an answer`)
      assert(!(await page.locator('.fault').count()), `${d.name}: ${await page.locator('.fault').allInnerTexts()}`)
    }
  })
}
