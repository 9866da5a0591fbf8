// Small things that must be exact: figures as text, days as text, facts to JSON.
import { assert } from './lib/browser.mjs'
import { group, minus, readNumber, shiftPoint } from '../src/lib/decimal.js'
import { addDays, isDay, readDay } from '../src/lib/dates.js'
import { blank, fromText, toJson, toText } from '../src/lib/facts.js'
import { nearest, splitText } from '../src/lib/provisions.js'

const same = (got, wanted, what) => assert(JSON.stringify(got) === JSON.stringify(wanted), `${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`)

export default async function spec({ test }) {
  test('figures move their point without rounding', async () => {
    same(shiftPoint('70', -2), '0.7', '70 %')
    same(shiftPoint('0.7', 2), '70', '0.7')
    same(shiftPoint('-0.005', 2), '-0.5', '-0.005')
    same(shiftPoint('123456789012345678.9', -4), '12345678901234.56789', 'long')
    same(group('1234567.50'), '1,234,567.50', 'groups')
    same(group('-999'), '-999', 'negative')
  })
  test('differences are exact', async () => {
    same(minus('1.10', '0.2'), '0.9', '1.10 - 0.2')
    same(minus('-5', '0.005'), '-5.005', 'below zero')
    same(minus('12345678901234567890.12', '0.02'), '12345678901234567890.1', 'long')
    same(minus('3', '3.00'), '0', 'equal')
    same(minus('3', null), '', 'no figure')
  })
  test('what people type as a figure', async () => {
    same(readNumber('20,000.5'), { value: '20000.5' }, 'grouped')
    same(readNumber('2,00').error, 'shape', 'wrong groups')
    same(readNumber('\uff11').error, 'wide', 'full width')
    same(readNumber('1e5').error, 'letter', 'exponent')
    same(readNumber('70%', true), { value: '0.7' }, 'per cent')
    same(readNumber('70%').error, 'letter', 'per cent where none belongs')
    same(readNumber(' '), { value: '' }, 'blank')
  })
  test('what people type as a day', async () => {
    for (const s of ['20230601', '2023-6-1', '2023/06/01', '2023.6.1', '2023年6月1日', '\uff12\uff10\uff12\uff13-06-01']) same(readDay(s), '2023-06-01', s)
    for (const s of ['2023-02-29', '2023-13-01', '23-06-01', 'tomorrow', '2023-00-10']) same(readDay(s), '', s)
    assert(isDay('2024-02-29') && !isDay('1900-02-29'), 'leap years')
    same(addDays('2024-02-28', 2), '2024-03-01', 'over a leap day')
  })
  const money = { kind: 'number', unit: '元', values: [] }
  const list = { kind: 'list', element: { kind: 'context', members: [{ name: '项目', type: { kind: 'string', values: [] } }, { name: '金额', type: money }] } }
  test('facts become JSON with exact texts, faults name their place', async () => {
    const faults = []
    same(toJson(list, [{ 项目: 'a', 金额: '1,000.10' }], faults, '费用'), [{ 项目: 'a', 金额: '1000.10' }], 'list')
    same(faults, [], 'faults')
    toJson(list, [{ 项目: 'a', 金额: '1' }, { 项目: '', 金额: '1x' }], faults, '费用')
    same(faults.map(f => f.path), ['费用[2].金额'], 'place')
    same(toJson(money, '', [], 'x'), undefined, 'not given')
    same(toJson({ kind: 'boolean', values: [] }, 'false', [], 'x'), false, 'no')
    same(toJson({ kind: 'boolean', values: [] }, '', [], 'x'), undefined, 'not known')
  })
  test('facts survive the address', async () => {
    const raw = [{ 项目: '甲', 金额: '12.30' }]
    same(fromText(list, toText(raw)), raw, 'list')
    same(fromText(list, '{broken'), [], 'damaged address')
    same(fromText(list, '"x"'), [], 'wrong shape')
    same(blank(list.element), { 项目: '', 金额: '' }, 'blank')
  })
  test('provisions: run-in headings and the nearest address', async () => {
    same(splitText({ number: '1.', heading: '建设驿站', text: '建设驿站。年底前建成。' }), { heading: '建设驿站。', text: '年底前建成。' }, 'run in')
    same(splitText({ number: '(二)', heading: '', text: '(二)统一标识。' }), { heading: '', text: '统一标识。' }, 'number in the text')
    const known = new Set(['四', '四(五)', '附件1/表1'])
    same(nearest(known, '四(五)3'), '四(五)', 'item')
    same(nearest(known, '附件1/表1/行7'), '附件1/表1', 'row')
    same(nearest(known, '九'), '', 'none')
  })
}
