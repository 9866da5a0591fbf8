// Writes a .gz and a .br beside every text file of dist/, so that the server never compresses while someone waits.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const TEXT = /\.(html|js|css|svg|json|webmanifest|txt)$/

function* files(dir) {
  for (const name of readdirSync(dir)) {
    const path = join(dir, name)
    if (statSync(path).isDirectory()) yield* files(path)
    else yield path
  }
}

let plain = 0
let packed = 0
for (const path of files(dist)) {
  if (!TEXT.test(path)) continue
  const data = readFileSync(path)
  const gz = gzipSync(data, { level: 9 })
  plain += data.length
  packed += gz.length
  if (gz.length < data.length) writeFileSync(`${path}.gz`, gz)
  const br = brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  if (br.length < data.length) writeFileSync(`${path}.br`, br)
}
console.log(`compressed: ${plain} bytes -> ${packed} bytes (gzip)`)
