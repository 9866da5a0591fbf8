// One heng for the tests: own store in a temporary folder, sample gazettes imported, a free port.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')
const WAIT = 20000

export function findBinary() {
  const places = process.env.HENG_BIN ? [resolve(process.env.HENG_BIN)]
    : ['build-test/src/cli/heng', 'build/src/cli/heng', 'build/heng'].map(p => join(root, p))
  const found = places.find(p => existsSync(p) && statSync(p).isFile())
  if (!found) throw new Error(`no heng binary at ${places.join(', ')}; build it (./run --build-only) or set HENG_BIN`)
  return found
}

/** The sample gazettes of the repository. */
export function samples() {
  const dir = join(root, 'samples')
  const out = []
  const visit = d => readdirSync(d, { withFileTypes: true }).forEach(e => {
    if (e.isDirectory()) visit(join(d, e.name))
    else if (/\.(txt|html?)$/.test(e.name)) out.push(join(d, e.name))
  })
  if (existsSync(dir)) visit(dir)
  return out.sort()
}

function serve(bin, args) {
  const child = spawn(bin, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const url = new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`heng serve printed no address in ${WAIT} ms:\n${text}`)), WAIT)
    const read = data => {
      text += data
      const m = /(?:http:\/\/)?((?:127\.0\.0\.1|localhost|\[::1\]):\d+)/.exec(text)
      if (m) { clearTimeout(timer); done(`http://${m[1]}`) }
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('exit', code => { clearTimeout(timer); fail(new Error(`heng serve ended with ${code}:\n${text}`)) })
  })
  return { child, url, output: () => text }
}

export async function startHeng({ empty = false } = {}) {
  if (process.env.HENG_URL && !empty) return { url: process.env.HENG_URL, own: false, stop: async () => {} }
  const bin = findBinary()
  const dir = mkdtempSync(join(tmpdir(), 'heng-web-'))
  const store = `sqlite:${join(dir, 'heng.db')}`
  const common = ['--store', store, '--policies', join(root, 'policies')]
  if (!empty) {
    const files = samples()
    if (!files.length) throw new Error('no sample gazette in samples/')
    const done = spawnSync(bin, ['gazette', 'import', ...files, ...common], { cwd: root, encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`heng gazette import ended with ${done.status}:\n${done.stdout}${done.stderr}`)
  }
  const server = serve(bin, ['serve', '--listen', '127.0.0.1:0', ...common])
  const url = await server.url
  return {
    url, own: true, bin, store, output: server.output,
    stop: () => new Promise(done => {
      const end = () => { rmSync(dir, { recursive: true, force: true }); done(server.child.exitCode) }
      if (server.child.exitCode !== null) { end(); return }
      const hard = setTimeout(() => server.child.kill('SIGKILL'), 8000)
      server.child.once('exit', () => { clearTimeout(hard); end() })
      server.child.kill('SIGTERM')
    })
  }
}
