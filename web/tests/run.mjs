// Browser tests against the real binary: a temporary store, the sample gazettes, the project's policies, Debian's
// Chromium. `npm test`, or `node tests/run.mjs calculator` for the specs whose name holds a word.
//   HENG_BIN   the binary (default ../build-test/src/cli/heng, ../build/src/cli/heng, ../build/heng)
//   HENG_URL   test a server that already runs instead; what needs an own server is skipped
// The last line is "N passed, N failed, N skipped"; the exit status is 0 only without a failure.
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { startHeng } from './lib/heng.mjs'
import { startBrowser } from './lib/browser.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const wanted = process.argv.slice(2)
const counts = { passed: 0, failed: 0, skipped: 0 }

class Skip extends Error {}

async function one(name, body, context) {
  const started = Date.now()
  try {
    await context.browser.fresh(page => body(page))
    counts.passed += 1
    console.log(`ok    ${name} (${Date.now() - started} ms)`)
  } catch (error) {
    if (error instanceof Skip) {
      counts.skipped += 1
      console.log(`skip  ${name}: ${error.message}`)
      return
    }
    counts.failed += 1
    console.log(`FAIL  ${name}\n      ${String(error.stack || error).split('\n').slice(0, 6).join('\n      ')}`)
  }
}

let heng = null
let browser = null
try {
  heng = await startHeng()
  browser = await startBrowser(heng.url)
  const context = { heng, browser, url: heng.url }
  const files = readdirSync(here).filter(f => f.endsWith('.spec.mjs')).sort()
    .filter(f => !wanted.length || wanted.some(w => f.includes(w)))
  for (const file of files) {
    const { default: spec } = await import(pathToFileURL(join(here, file)).href)
    const tests = []
    await spec({ ...context, test: (name, body) => tests.push([name, body]), skip: why => { throw new Skip(why) } })
    for (const [name, body] of tests) await one(`${file.replace('.spec.mjs', '')}: ${name}`, body, context)
  }
} catch (error) {
  counts.failed += 1
  console.log(`FAIL  set-up\n      ${error.stack || error}`)
} finally {
  if (browser) await browser.stop()
  if (heng) await heng.stop()
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed ? 1 : 0
