import { describe, expect, it } from 'vitest'
import { UsageError } from '../../bin/usage.ts'
import { folderOf, ruleText, said } from './rules-command.ts'

const replaced = ['s: { eventSource: lambda.amazonaws.com, eventName: UpdateFunctionCode }', 'condition: s']
const at = folderOf({
  'good/one.yml': ruleText(replaced),
  'good/deep/two.yaml': [
    ruleText(['s: { eventName: Invoke }', 'condition: s'], { title: 'Invoked' }),
    ruleText(['s: { eventName: ConsoleLogin }', 'condition: s'], { title: 'Signed in' }),
  ].join('---\n'),
  'good/notes.txt': 'no rule',
  'bad/key.yml': ruleText(['s: { a|contain: x, eventName: A }', 'condition: s or t'], { levle: 'high', title: 'B' }),
  'bad/regex.yml': ruleText(["s: { userAgent|re: '(a+)+$' }", 'condition: s'], { title: 'R' }),
  'bad/type.yml': ruleText(['s: { eventName: [[1]] }', 'condition: s'], { title: 'T' }),
  'bad/windows.yml': ruleText(replaced, { title: 'W' }).replace('cloudtrail', 'sysmon'),
  'bad/yaml.yml': 'title: [\n',
  'bad/empty.yml': '',
  'bad/\u001b[31mred\n.yml': ruleText(['s: { eventName: A }'], { title: 'N' }),
  'twins/a.yml': ruleText(replaced, { id: '0f1f7c1e-58a4-4d3b-9f0e-6f1a8c2f4b11' }),
  'twins/b.yml': ruleText(replaced, { id: '0F1F7C1E-58a4-4d3b-9f0e-6f1a8c2f4b11' }),
  'ours.yml': ruleText(replaced, { id: 'c612cb89-2cff-4c4d-a9fd-1881b32d7ebe', title: 'Mine' }),
  'none/readme.md': '',
})

describe('rules check', () => {
  it('says a line a file of a folder, and leaves out what is no YAML', async () => {
    expect(await said('check', at('good'))).toEqual({
      code: 0,
      out: [`ok       ${at('good/deep/two.yaml')}  2 rules`, `ok       ${at('good/one.yml')}  1 rule`],
      err: ['2 files, 0 refused, 0 warnings'],
    })
  })

  it.each([
    [
      'a regular expression that runs for ever',
      'regex.yml',
      /^refused .*regex\.yml:5: detection\.s\.userAgent\|re: .*backtracking/,
    ],
    ['a wrong type', 'type.yml', /^refused .*type\.yml:5: detection\.s\.eventName\[0\]: /],
    ['a log that nothing reads', 'windows.yml', /^refused .*windows\.yml:3: logsource: no source here reads this log/],
    ['what is no YAML', 'yaml.yml', /^refused .*yaml\.yml:\d+: /],
    ['an empty file', 'empty.yml', /^refused .*empty\.yml: holds no rule/],
    ['a name that would paint a terminal', '\u001b[31mred\n.yml', /^refused .*\\u001b\[31mred\\u000a\.yml/],
  ])('refuses %s with file, line and reason', async (_, name, line) => {
    const { code, out } = await said('check', at(`bad/${name}`))
    expect([code, out.length]).toEqual([1, 1])
    expect(out[0]).toMatch(line)
  })

  it('tells all that is wrong with a document, in the order of its lines', async () => {
    const { code, out } = await said('check', at('bad/key.yml'))
    expect(code).toBe(1)
    expect(out.map((line) => line.replace(at('bad/key.yml'), 'F'))).toEqual([
      'refused  F:3: levle: unknown key levle; did you mean level?',
      '           error: F:6: detection.s.a|contain: unknown modifier contain; did you mean contains?',
      "           error: F:7: detection.condition: no selection is called 't'; there are: s",
    ])
  })

  it('goes on after a file that is refused, and after a path with nothing at it', async () => {
    const { code, out } = await said('check', at('nothing'), at('bad/type.yml'), at('good/one.yml'), at('none'))
    expect(code).toBe(1)
    expect(out.map((line) => line.slice(0, 8).trim())).toEqual(['refused', 'refused', 'ok', 'refused'])
    expect(out[0]).toContain('there is nothing at this path')
    expect(out[3]).toContain('none of its files ends in .yml or .yaml')
  })

  it('refuses an id that is there twice, even one of ours, and reads no file twice', async () => {
    const twins = await said('check', at('twins'), at('twins/a.yml'))
    expect([twins.code, twins.out.length]).toEqual([1, 4])
    expect(twins.out[1]).toBe(`refused  ${at('twins/b.yml')}:3: id: is the id of ${at('twins/a.yml')} too`)
    expect(twins.out[2]).toContain('title: is the title of')
    expect(twins.out[3]).toContain('detection: looks for the same as')
    const ours = await said('check', at('ours.yml'))
    expect(ours.out[0]).toMatch(/id: is the id of .*cloudtrail_stopped\.yml too$/)
  })

  it('says the same as JSON, a line a file', async () => {
    const { out } = await said('check', '--format', 'json', at('bad/type.yml'), at('good/one.yml'))
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        file: at('bad/type.yml'),
        ok: false,
        rules: 0,
        errors: [{ line: 5, path: 'detection.s.eventName[0]', reason: expect.any(String) }],
        warnings: [],
      },
      { file: at('good/one.yml'), ok: true, rules: 1, errors: [], warnings: [] },
    ])
  })

  it('asks for a path, and for formats and commands that there are', async () => {
    await expect(said('check')).rejects.toThrow(UsageError)
    await expect(said('check', '--format', 'xml', at('good'))).rejects.toThrow('--format is one of table, json')
    await expect(said('chek')).rejects.toThrow('there is no command rules chek')
    await expect(said()).rejects.toThrow(UsageError)
  })

  it('finds nothing against the rules that come with the project', async () => {
    const { code, err } = await said('check', 'shared/rules')
    expect(err.at(-1)).toMatch(/^\d+ files, 0 refused, /)
    expect(code).toBe(0)
  }, 60_000)
})
