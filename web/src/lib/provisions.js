// Reading aids over the provision tree of a document.

const LONGEST_HEADING = 90

/** Characters of `text` that spell `heading`, line breaks and blanks apart; 0 when it does not begin with it. */
function spelled(text, heading) {
  let at = 0
  for (const c of heading.replace(/\s+/g, '')) {
    while (at < text.length && /\s/.test(text[at])) at += 1
    if (text[at] !== c) return 0
    at += 1
  }
  return at
}

/**
 * Heading and rest of a provision's own text. The heading may be run into the text or stand apart; one that was
 * broken over several lines keeps its lines.
 */
export function splitText(p) {
  let text = p.text || ''
  const heading = p.heading || ''
  if (p.number && text.startsWith(p.number)) text = text.slice(p.number.length).replace(/^\s+/, '')
  const length = heading ? spelled(text, heading) : 0
  if (!length) return { heading, text }
  if (heading.length > LONGEST_HEADING && length === text.length) return { heading: '', text } // a list, not a heading
  let rest = text.slice(length)
  let head = text.slice(0, length).trim().replace(/[^\S\n]*\n\s*/g, '\n')
  const stop = /^[。.:\uff1a]/.exec(rest)
  if (stop) { head += stop[0]; rest = rest.slice(1) }
  return { heading: head, text: rest.replace(/^\s+/, '') }
}

/** Every provision with its depth, in reading order. */
export function* walk(tree, depth = 1) {
  for (const p of tree) {
    yield { p, depth }
    yield* walk(p.children || [], depth + 1)
  }
}

/** The outline: numbered provisions with something to call them by, at most three levels. */
export function outline(tree, depth = 1) {
  if (depth > 3) return []
  return tree.filter(p => p.kind !== 'row' && p.kind !== 'paragraph' && p.kind !== 'item' && p.kind !== 'subitem' && p.kind !== 'point' && p.address)
    .map(p => ({ address: p.address, kind: p.kind, label: label(p), children: outline(p.children || [], depth + 1) }))
}

function label(p) {
  const { heading, text } = splitText(p)
  const words = (heading || text).replace(/\s+/g, ' ').replace(/[。:\uff1a]$/, '')
  const short = words.length > 30 ? `${words.slice(0, 29)}…` : words
  return [p.number, short].filter(Boolean).join(' ') || p.address
}

/** Cells of a table row: as the server lists them, or cut at tabs or bars. */
export function cells(p) {
  if (Array.isArray(p.cells) && p.cells.length) return p.cells
  const text = p.text || ''
  if (text.includes('\t')) return text.split('\t')
  if (text.includes('|')) return text.replace(/^\s*\||\|\s*$/g, '').split('|').map(cell => cell.trim())
  return [text]
}

/** Address of the provision that holds `address`, or of the nearest one above it: a table row's article, say. */
export function nearest(addresses, address) {
  let wanted = address
  while (wanted) {
    if (addresses.has(wanted)) return wanted
    const cut = wanted.replace(/(\/[^/]*|第\d+段|\([^()]*\)|\d+|第[^第]*[条款项]|[^()\d/])$/, '')
    wanted = cut === wanted ? '' : cut
  }
  return ''
}
