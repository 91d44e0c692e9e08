import { describe, expect, it } from 'vitest'
import { UsageError } from '../../bin/usage.ts'
import { trailRecord } from '../sources/records.ts'
import { folderOf, ruleText, said } from './rules-command.ts'

const record = trailRecord({
  eventSource: 'lambda.amazonaws.com',
  eventName: 'UpdateFunctionCode20150331v2',
  userAgent: 'x\u001b[31m https://evil.example\n✓ forged',
})
const at = folderOf({
  'rule.yml': ruleText([
    's: { eventName: UpdateFunctionCode, userAgent|contains: [evil, good] }',
    'other: [{ eventSource: s3.amazonaws.com }, { errorCode|exists: true }]',
    'condition: s and not (1 of other*)',
  ]),
  'rule-config.yml': ruleText(['s: { a: b }', 'condition: s']).replace('service: cloudtrail', 'service: config'),
  'bad.yml': ruleText(['s: { eventName: x }', 'condition: t']),
  'record.json': JSON.stringify(record),
  'eventbridge.json': JSON.stringify({
    source: 'aws.lambda',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: record,
  }),
  'many.json': JSON.stringify({
    Records: Array.from({ length: 30 }, (_, index) => ({ ...record, eventID: `e${index}` })),
  }),
  'nonsense.json': '{"a":1}',
})

describe('rules explain', () => {
  it('prints the tree with what held, what did not, and what the record has there', async () => {
    const { code, out } = await said('explain', at('rule.yml'), at('record.json'))
    expect(code).toBe(0)
    expect(out[0]).toMatch(/^✓ Function code replaced: holds for lambda:UpdateFunctionCode /)
    expect(out.slice(1)).toEqual([
      '    ✓ and',
      '        ✓ s',
      '            ✓ eventName: UpdateFunctionCode  ←  UpdateFunctionCode20150331v2, UpdateFunctionCode',
      '            ✓ userAgent|contains: evil or good  ←  x[U+001B][31m https[:]//evil.example ✓ forged',
      '        ✓ not',
      '            ✗ 1 of other*',
      '                ✗ other: any of 2 maps',
      '                    ✗ map 1',
      '                        ✗ eventSource: s3.amazonaws.com  ←  lambda.amazonaws.com',
      '                    ✗ map 2',
      '                        ✗ errorCode|exists: true  ←  absent from the record',
    ])
  })

  it('opens the envelopes that AWS puts around records, and stops after ten', async () => {
    expect((await said('explain', at('rule.yml'), at('eventbridge.json'))).out[0]).toMatch(/^✓/)
    const many = await said('explain', at('rule.yml'), at('many.json'))
    expect(many.out.filter((line) => line.startsWith('✓'))).toHaveLength(10)
    expect(many.err).toEqual(['there are more: the first 10 records are explained'])
  })

  it('takes a deployed rule by its id, title or file name, and says when it is about another log', async () => {
    for (const name of ['c612cb89-2cff-4c4d-a9fd-1881b32d7ebe', 'cloudtrail stopped or blinded', 'cloudtrail_stopped'])
      expect((await said('explain', name, at('record.json'))).out[0]).toMatch(
        /^✗ CloudTrail stopped or blinded: does not/,
      )
    expect((await said('explain', at('rule-config.yml'), at('record.json'))).out).toEqual([
      expect.stringMatching(/is about aws\.config, and .* is of aws\.cloudtrail$/),
    ])
  })

  it.each([
    ['a rule that does not compile', 'bad.yml', 'record.json', /bad\.yml:6: detection\.condition: no selection/],
    ['a file that holds no record', 'rule.yml', 'nonsense.json', /nonsense\.json: not a record of any log/],
    ['a file that is not there', 'rule.yml', 'gone.json', /gone\.json could not be read/],
  ])('says what is wrong with %s', async (_, rule, path, reason) => {
    const { code, err } = await said('explain', at(rule), at(path))
    expect(code).toBe(1)
    expect(err.join('\n')).toMatch(reason)
  })

  it('says which rule was probably meant', async () => {
    const { code, err } = await said('explain', 'Root user usd', at('record.json'))
    expect([code, err.join()]).toEqual([1, expect.stringContaining('did you mean root user used?')])
    await expect(said('explain', at('rule.yml'))).rejects.toThrow(UsageError)
  })
})
