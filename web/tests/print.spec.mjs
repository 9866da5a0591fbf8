// Paper: a document on the grid of GB/T 9704 (A4, text block 156 x 225 mm, 22 lines of 28 characters), measured in
// the PDF that the browser makes.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert } from './lib/browser.mjs'

const MM = 72 / 25.4
const near = (value, wanted, by) => Math.abs(value - wanted) <= by

/** Lines of each page of a PDF: {x, right, y} in points from the left and the top. */
function lines(file) {
  const text = execFileSync('pdftotext', ['-bbox-layout', file, '-'], { encoding: 'utf8', maxBuffer: 1 << 26 })
  return text.split('<page ').slice(1).map(page => ({
    width: Number(/width="([\d.]+)"/.exec(page)[1]),
    height: Number(/height="([\d.]+)"/.exec(page)[1]),
    lines: [...page.matchAll(/<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)"/g)].map(m => ({ x: Number(m[1]), y: Number(m[2]), right: Number(m[3]) }))
  }))
}

export default async function spec({ test, url, skip }) {
  const docs = await (await fetch(`${url}/api/documents?limit=100`)).json()
  const longest = [...docs.items].sort((a, b) => b.provisions - a.provisions)[0]

  test('a document prints 22 lines of 28 characters to the page', async page => {
    if (spawnSync('pdftotext', ['-v']).error) skip('pdftotext (poppler-utils) is not installed')
    const dir = mkdtempSync(join(tmpdir(), 'heng-print-'))
    try {
      await page.open(`/doc/${encodeURIComponent(longest.doc_no || longest.id)}`)
      const file = join(dir, 'document.pdf')
      await page.pdf({ path: file, preferCSSPageSize: true })
      const pages = lines(file)
      assert(pages.length >= 2, `${pages.length} pages: too short to measure`)
      assert(near(pages[0].width, 210 * MM, 1) && near(pages[0].height, 297 * MM, 1), 'not A4')
      const full = pages.slice(1, -1).filter(p => p.lines.length >= 20)
      const sheet = full[0] || pages[1]
      const body = sheet.lines.filter(l => l.y < (297 - 35) * MM - 14)
      assert(body.length <= 22, `${body.length} lines on a page`)
      const left = Math.min(...body.map(l => l.x))
      const right = Math.max(...body.map(l => l.right))
      assert(near(left, 28 * MM, MM), `binding margin ${(left / MM).toFixed(2)} mm`)
      assert(right <= (28 + 156 + 1) * MM, `the text ends ${(right / MM).toFixed(2)} mm from the left`)
      const pitch = body.slice(1).map((l, i) => l.y - body[i].y).filter(d => d > 20 && d < 40).sort((a, b) => a - b)
      assert(pitch.length && near(pitch[Math.floor(pitch.length / 2)], 225 * MM / 22, MM / 2), `line pitch ${pitch[Math.floor(pitch.length / 2)]} pt`)
      assert(sheet.lines.some(l => l.y > (297 - 35) * MM - 14), 'no page number below the text')
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  })
}
