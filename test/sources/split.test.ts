import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Element, splitter } from '../../shared/sources/split.ts'

/** What is read of a text that comes in pieces of this size: values as they are, refusals as text. */
function split(text: string, size = text.length || 1, longest?: number): unknown[] {
  const { push, end } = splitter(longest)
  const elements: Element[] = []
  for (let at = 0; at < text.length; at += size) elements.push(...push(text.slice(at, at + size)))
  elements.push(...end())
  return elements.map((element) => ('value' in element ? element.value : element.refused))
}

const cut = 'the file was cut: it ends inside a value'

describe('the splitter', () => {
  it.each<[string, string, unknown[]]>([
    ['the records of a CloudTrail file', '{"Records":[{"a":1},{"a":2}]}', [{ a: 1 }, { a: 2 }]],
    [
      'the items of a Config file',
      '{"fileVersion":"1.0","x":{"Records":[9]},"configurationItems" : [ {"a":1} , {"a":2} ],"z":"]}"}',
      [{ a: 1 }, { a: 2 }],
    ],
    ['an array', ' [ {"a":[1,2]} , 7, "s", null ]\n', [{ a: [1, 2] }, 7, 's', null]],
    ['JSON lines', '{"a":1}\r\n\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    ['files of records, one a line', '{"Records":[{"a":1}]}\n{"Records":[{"a":2}]}', [{ a: 1 }, { a: 2 }]],
    ['one value', '\uFEFF{"detail":{"a":"\\"}]"}}', [{ detail: { a: '"}]' } }]],
    ['nothing in an empty file', ' \n', []],
    ['nothing where there are no records', '{"Records":[]}', []],
    [
      'records that hold what looks like a boundary',
      '[{"a":1},{"a":[{"b":1},{"a":2}]},{"a":"},{\\"a\\":"},{"a":3}]',
      [{ a: 1 }, { a: [{ b: 1 }, { a: 2 }] }, { a: '},{"a":' }, { a: 3 }],
    ],
    ['what comes before a file was cut', '{"Records":[{"a":1},{"a":2},{"a":"', [{ a: 1 }, { a: 2 }, cut]],
    ['what comes before a file was cut between records', '{"Records":[{"a":1}', [{ a: 1 }, cut]],
    ['that a file was cut behind its records', '{"Records":[{"a":1}],"b":', [{ a: 1 }, cut]],
    [
      'the lines after a broken one',
      '{"a":1}\n{"b":"\n{"c":1}\nhello\n{"d":1}',
      [{ a: 1 }, cut, { c: 1 }, 'not JSON: begins with "hello"', { d: 1 }],
    ],
    ['that a file is no JSON at all, once', '# Title\n\ntext {"a":1}', ['not JSON: begins with "# Title"']],
  ])('reads %s', (_, text, expected) => {
    for (const size of [text.length, 1, 2, 7]) expect(split(text, size), `in pieces of ${size}`).toEqual(expected)
  })

  it('refuses an element that is not JSON and goes on', () => {
    expect(split('[{"a":1},{a:2},{"a":3}]')).toEqual([{ a: 1 }, expect.stringContaining('not JSON'), { a: 3 }])
  })

  it('refuses an element that is too long without holding it, and goes on', () => {
    const text = `[{"a":1},{"b":"${'x'.repeat(5000)}\\"${'y'.repeat(5000)}"},{"a":3}]`
    for (const size of [100, 1000]) {
      expect(split(text, size, 2000)).toEqual([{ a: 1 }, 'an element longer than 2000 characters', { a: 3 }])
    }
  })

  it('gives each element with the text that it was read from', () => {
    const { push } = splitter()
    expect(push('[{"a":1.0},{"a" : 2}]').map(({ text }) => text)).toEqual(['{"a":1.0}', '{"a" : 2}'])
  })

  it('reads any JSON back, however it is laid out and in whatever pieces it comes', () => {
    const records = fc.array(fc.dictionary(fc.string(), fc.jsonValue()))
    fc.assert(
      fc.property(records, fc.constantFrom(undefined, 1), fc.integer({ min: 1, max: 40 }), (values, indent, size) => {
        const expected = JSON.parse(JSON.stringify(values)) as unknown[]
        expect(split(JSON.stringify(values, null, indent), size)).toEqual(expected)
        expect(split(JSON.stringify({ Records: values }, null, indent), size)).toEqual(expected)
      }),
    )
  })

  it('is not made to parse the same text again and again', () => {
    const decoys = Array.from({ length: 20_000 }, (_, index) => `{"a":${index}}`).join(',')
    const text = `[{"a":1},${`{"a":[${decoys}]},`.repeat(3)}{"a":2}]`
    const before = process.cpuUsage()
    expect(split(text)).toHaveLength(5)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(1000)
  })
})
