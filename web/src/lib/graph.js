// The decision graph of one answer, laid out in layers from the facts at the left to the result at the right.

const WIDTH = 168
const HEIGHT = 46
const GAP_X = 46
const GAP_Y = 14

/** Nodes and edges from the steps of a trace (lib/trace.js). Each name is one node. */
function collect(steps) {
  const nodes = new Map()
  const put = (node, kind) => {
    const known = nodes.get(node.label)
    if (!known) nodes.set(node.label, { name: node.label, kind, node, from: [] })
    else if (kind === 'decision') { known.kind = kind; known.node = node }
    return nodes.get(node.label)
  }
  for (const step of steps) {
    const target = put(step.node, 'decision')
    for (const input of step.inputs) {
      if (input.label === step.node.label) continue
      const source = put(input, input.kind)
      if (!target.from.includes(source)) target.from.push(source)
    }
  }
  return [...nodes.values()]
}

/** Longest way from a fact. `open` guards against a circle, which a run never has but a damaged answer might. */
function layer(node, open = new Set()) {
  if (node.layer !== undefined) return node.layer
  if (open.has(node)) return 0
  open.add(node)
  node.layer = node.from.length ? 1 + Math.max(...node.from.map(n => layer(n, open))) : 0
  open.delete(node)
  return node.layer
}

const mean = list => list.reduce((a, b) => a + b, 0) / list.length

/** {width, height, nodes: [{name, kind, node, x, y, w, h}], edges: [{d}]} */
export function layout(steps) {
  const nodes = collect(steps)
  nodes.forEach(n => layer(n))
  const into = new Map(nodes.map(n => [n, nodes.filter(m => m.from.includes(n))]))
  // A fact stands right before the first decision that uses it: short lines are easy to follow.
  for (const n of nodes) if (!n.from.length && into.get(n).length) n.layer = Math.min(...into.get(n).map(m => m.layer)) - 1
  const depth = Math.max(0, ...nodes.map(n => n.layer))
  const columns = Array.from({ length: depth + 1 }, (_, i) => nodes.filter(n => n.layer === i))
  columns.forEach(column => column.forEach((n, i) => { n.row = i - (column.length - 1) / 2 }))
  // Towards the middle of what a node is tied to, from right to left and back, so that few lines cross.
  for (let pass = 0; pass < 4; pass += 1) {
    const order = pass % 2 ? columns : [...columns].reverse()
    for (const column of order) {
      const pull = n => { const ties = pass % 2 ? n.from : into.get(n); return ties.length ? mean(ties.map(m => m.row)) : n.row }
      const sorted = column.map(n => [pull(n), n]).sort((a, b) => a[0] - b[0]).map(([, n]) => n)
      sorted.forEach((n, i) => { n.row = i - (sorted.length - 1) / 2 })
    }
  }
  const tallest = Math.max(1, ...columns.map(c => c.length))
  const height = tallest * (HEIGHT + GAP_Y) + GAP_Y
  for (const n of nodes) {
    n.x = 8 + n.layer * (WIDTH + GAP_X)
    n.y = height / 2 + n.row * (HEIGHT + GAP_Y) - HEIGHT / 2
  }
  const edges = nodes.flatMap(n => n.from.map(m => {
    const [x1, y1, x2, y2] = [m.x + WIDTH, m.y + HEIGHT / 2, n.x - 5, n.y + HEIGHT / 2]
    const bend = Math.max(18, (x2 - x1) / 2)
    return { id: `${m.name}\n${n.name}`, d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` }
  }))
  return { width: 16 + depth * (WIDTH + GAP_X) + WIDTH, height, w: WIDTH, h: HEIGHT, nodes, edges }
}

/** Text that fits `room` half-width columns: a Chinese character takes two. */
export function fit(text, room) {
  let used = 0
  for (let i = 0; i < text.length; i += 1) {
    used += text.charCodeAt(i) > 0x2e7f ? 2 : 1
    if (used > room) return `${text.slice(0, Math.max(1, i - 1))}…`
  }
  return text
}
