// Makes a screenshot small: 8-bit RGB(A) PNG in, palette of at most 256 colours out. A page of text has few colours
// and their blends; blends beyond the palette go to the nearest colour.
import { readFileSync, writeFileSync } from 'node:fs'
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
const TABLE = Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k += 1) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n >>> 0 })
const check = data => (crc32 ? crc32(data) : (data.reduce((c, b) => TABLE[(c ^ b) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0)

function* chunks(file) {
  for (let at = 8; at < file.length;) {
    const size = file.readUInt32BE(at)
    yield { name: file.toString('latin1', at + 4, at + 8), data: file.subarray(at + 8, at + 8 + size) }
    at += size + 12
  }
}
function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(check(body), body.length + 4)
  return out
}

/** Undoes the line filters; `size` bytes to a pixel. */
function unfilter(raw, width, height, size) {
  const line = width * size
  const out = Buffer.alloc(line * height)
  for (let y = 0; y < height; y += 1) {
    const kind = raw[y * (line + 1)]
    for (let x = 0; x < line; x += 1) {
      const left = x >= size ? out[y * line + x - size] : 0
      const up = y ? out[(y - 1) * line + x] : 0
      const corner = y && x >= size ? out[(y - 1) * line + x - size] : 0
      const p = left + up - corner
      const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)]
      const paeth = a <= b && a <= c ? left : b <= c ? up : corner
      out[y * line + x] = raw[y * (line + 1) + 1 + x] + [0, left, up, (left + up) >> 1, paeth][kind]
    }
  }
  return out
}

export function shrink(path) {
  const file = readFileSync(path)
  const parts = [...chunks(file)]
  const head = parts.find(p => p.name === 'IHDR').data
  const [width, height, size] = [head.readUInt32BE(0), head.readUInt32BE(4), head[9] === 6 ? 4 : 3]
  if (head[8] !== 8 || (head[9] !== 2 && head[9] !== 6)) return
  const pixels = unfilter(inflateSync(Buffer.concat(parts.filter(p => p.name === 'IDAT').map(p => p.data))), width, height, size)
  const seen = new Map()
  for (let i = 0; i < pixels.length; i += size) {
    const colour = pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]
    seen.set(colour, (seen.get(colour) || 0) + 1)
  }
  // The commonest colours, no two of them too alike: the blends of text spread over the whole range.
  const far = (a, b) => Math.abs((a >> 16) - (b >> 16)) + Math.abs((a >> 8 & 255) - (b >> 8 & 255)) + Math.abs((a & 255) - (b & 255))
  const palette = []
  for (const [colour, n] of [...seen].sort((a, b) => b[1] - a[1])) {
    if (palette.length === 256) break
    if (n > 2000 || palette.every(p => far(p, colour) > 14)) palette.push(colour)
  }
  const nearest = new Map()
  for (const colour of seen.keys()) nearest.set(colour, palette.reduce((best, p, i) => (far(p, colour) < far(palette[best], colour) ? i : best), 0))
  const lines = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) {
    const i = (y * width + x) * size
    lines[y * (width + 1) + 1 + x] = nearest.get(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2])
  }
  const top = Buffer.from(head)
  top[9] = 3
  writeFileSync(path, Buffer.concat([SIGNATURE, chunk('IHDR', top),
    chunk('PLTE', Buffer.from(palette.flatMap(p => [p >> 16, p >> 8 & 255, p & 255]))), chunk('IDAT', deflateSync(lines, { level: 9 })), chunk('IEND', Buffer.alloc(0))]))
}
