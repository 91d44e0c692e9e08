import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { folderOf, ruleText, said } from './rules-command.ts'

const example = (match: boolean, eventName: string) =>
  `    - match: ${match}\n      record: { eventSource: lambda.amazonaws.com, eventName: ${eventName}, userIdentity: { type: IAMUser, userName: mara } }\n`
const withExamples = (title: string, ...examples: readonly string[]) =>
  `${ruleText(['s: { eventName: UpdateFunctionCode }', 'condition: s'], { title, tags: '[attack.persistence, attack.t1098.003, attack.t1525]' })}vedette:\n  examples:\n${examples.join('')}`

const sequence = (match: boolean, after: string) => `    - match: ${match}
      always: { eventSource: lambda.amazonaws.com, userIdentity: { type: IAMUser, userName: mara } }
      records:
        - { after: 0m, record: { eventName: CreateFunction20150331 } }
        - { after: ${after}, record: { eventName: CreateFunction20150331 } }
`
const correlation = (match: boolean, after: string) => `title: Functions made
level: high
correlation: { type: event_count, rules: [made], group-by: [vedette.actor.id], timespan: 10m, condition: { gte: 2 } }
vedette:
  examples:
${sequence(match, after)}---
${ruleText(['s: { eventName: CreateFunction }', 'condition: s'], { title: 'Function made', name: 'made' })}`

const at = folderOf({
  'good.yml': withExamples('Replaced', example(true, 'UpdateFunctionCode20150331v2'), example(false, 'GetFunction')),
  'bad.yml': withExamples('Replaced again', example(true, 'GetFunction'), example(false, 'UpdateFunctionCode')),
  'none.yml': ruleText(['s: { eventName: UpdateFunctionCode }', 'condition: s'], { title: 'Untold' }),
  'typo.yml': withExamples('Typo', '    - matches: true\n      record: { eventName: x }\n'),
  'invalid.yml': ruleText(['s: { eventName: x }'], { title: 'Invalid' }),
  'sequence.yml': correlation(true, '9m'),
  'late.yml': correlation(true, '11m'),
  'layer.json': '',
})

describe('rules test', () => {
  it('says a line a rule, and how many examples it passed', async () => {
    const { code, out, err } = await said('test', at('good.yml'), at('none.yml'))
    expect(code).toBe(0)
    expect(out).toEqual([
      `passed    ${at('good.yml')}  Replaced  2 examples`,
      `untested  ${at('none.yml')}  Untold  no examples`,
    ])
    expect(err).toEqual(['1 passed, 0 failed, 1 without examples'])
  })

  it('says what was expected, and what of the rule held', async () => {
    const { code, out } = await said('test', at('bad.yml'))
    expect(code).toBe(1)
    expect(out.slice(1)).toEqual([
      '    example 1 has to match and does not:',
      '        ✗ s',
      '            ✗ eventName: UpdateFunctionCode  ←  GetFunction',
      '    example 2 has to stay unmatched and matches:',
      '        ✓ s',
      '            ✓ eventName: UpdateFunctionCode  ←  UpdateFunctionCode',
    ])
  })

  it('runs the sequences of correlations', async () => {
    expect((await said('test', at('sequence.yml'))).out).toEqual([
      `passed    ${at('sequence.yml')}  Functions made  1 example`,
    ])
    const { code, out } = await said('test', at('late.yml'))
    expect(code).toBe(1)
    expect(out.slice(1)).toEqual([
      '    example 1 has to match and does not; what its records match:',
      '        2026-06-01T12:00:00.000Z  lambda:CreateFunction  made',
      '        2026-06-01T12:11:00.000Z  lambda:CreateFunction  made',
    ])
  })

  it('fails where an example means nothing, and where a rule does not compile', async () => {
    const typo = await said('test', at('typo.yml'))
    expect([typo.code, typo.out[1]]).toEqual([
      1,
      expect.stringMatching(/typo\.yml:\d+: vedette\.examples.*unknown key/),
    ])
    const invalid = await said('test', at('invalid.yml'))
    expect([invalid.code, invalid.err[0]]).toEqual([1, expect.stringMatching(/condition is missing/)])
  })

  it('finds every example of the rules that come with the project as it should be', async () => {
    const { code, err } = await said('test', 'shared/rules')
    expect(err.at(-1)).toMatch(/^\d+ passed, 0 failed, 0 without examples$/)
    expect(code).toBe(0)
  }, 60_000)
})

describe('rules list', () => {
  it('says id, level, status, title, tags and source of each rule', async () => {
    const { code, out, err } = await said('list', '--format', 'json', at('good.yml'), at('sequence.yml'))
    expect([code, err]).toEqual([0, ['3 rules']])
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        level: 'medium',
        title: 'Replaced',
        tags: ['attack.persistence', 'attack.t1098.003', 'attack.t1525'],
        kind: 'rule',
        source: at('good.yml'),
      },
      { level: 'high', title: 'Functions made', tags: [], kind: 'correlation', source: at('sequence.yml') },
      { level: 'medium', title: 'Function made', tags: [], kind: 'rule', source: at('sequence.yml') },
    ])
  })

  it('lists what is deployed where no path is named', async () => {
    const { code, out } = await said('list')
    expect(code).toBe(0)
    expect(out.length).toBeGreaterThan(10)
    expect(out.join('\n')).toMatch(
      /^c612cb89-2cff-4c4d-a9fd-1881b32d7ebe {2}critical {5,}\w+ +CloudTrail stopped or blinded/m,
    )
  })
})

describe('rules coverage', () => {
  it('writes a layer of the ATT&CK Navigator: a technique’s score is how many rules name it', async () => {
    const { code, err } = await said('coverage', '--out', at('layer.json'), at('good.yml'), at('none.yml'))
    expect([code, err]).toEqual([0, [`2 techniques of 2 rules written to ${at('layer.json')}`]])
    expect(JSON.parse(readFileSync(at('layer.json'), 'utf8'))).toMatchObject({
      name: 'Vedette',
      domain: 'enterprise-attack',
      versions: { layer: '4.5' },
      techniques: [
        { techniqueID: 'T1098.003', score: 1, comment: 'Replaced' },
        { techniqueID: 'T1525', score: 1, comment: 'Replaced' },
      ],
    })
  })

  it('prints it where no file is named, and says when a file cannot be written', async () => {
    const { code, out } = await said('coverage')
    expect(code).toBe(0)
    expect(JSON.parse(out.join('')).techniques.length).toBeGreaterThan(5)
    const refused = await said('coverage', '--out', at('no/such/folder/layer.json'), at('good.yml'))
    expect([refused.code, refused.err[0]]).toEqual([1, expect.stringContaining('could not be written')])
  })
})
