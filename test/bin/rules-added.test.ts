import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { packAddedRules } from '../../bin/pack-added-rules.ts'
import { reportOf } from '../../bin/replay/report.ts'
import { ruleDetector } from '../../shared/detectors/rules.ts'
import { inMemory } from '../../shared/in-memory.ts'
import { detect } from '../../shared/pipeline.ts'
import { parseOwnRule } from '../../shared/rules/parse.ts'
import { tally } from '../../shared/tally.ts'
import { activity } from '../make.ts'
import { folderOf, ruleText } from './rules-command.ts'

const ours = fileURLToPath(new URL('../../shared/rules/', import.meta.url))
const detection = ['s: { eventName: UpdateFunctionCode }', 'condition: s']
const at = folderOf({
  'good/a.yml': `${ruleText(detection, { title: 'Mine' })}vedette: { why: Mine., examples: [{ match: true, record: {} }] }\n`,
  'good/deep/b.yaml': ruleText(detection, { title: 'Mine too' }),
  'id/a.yml': ruleText(detection, { title: 'Mine', id: 'C612CB89-2cff-4c4d-a9fd-1881b32d7ebe' }),
  'title/a.yml': ruleText(detection, { title: 'Mine' }),
  'title/b.yml': ruleText(detection, { title: 'Mine' }),
  'broken/a.yml': ruleText(['s: { a|contain: b }', 'condition: s']),
  'regex/a.yml': ruleText(["s: { userAgent|re: '(a+)+$' }", 'condition: s']),
})

describe('the rules that a user adds', () => {
  it('are packed as they are, without their examples', () => {
    const text = packAddedRules(at('good'), ours)
    expect(text).toContain('"file":"rules/a.yml"')
    expect(text).toContain('"file":"rules/deep/b.yaml"')
    expect(text).not.toContain('examples')
  })

  it('are none where there is no folder', () => {
    expect(packAddedRules(at('nothing'), ours)).toMatch(/export const added: readonly PackedRule\[\] = \[\]\n$/)
  })

  it.each([
    ['id', /^rules\/a\.yml:3: id: is that of a rule in shared\/rules\/cloudtrail_stopped\.yml too/],
    ['title', /^rules\/b\.yml:1: title: is that of a rule in rules\/a\.yml too/],
    ['broken', /^rules\/a\.yml:5: detection\.s\.a\|contain: unknown modifier/],
    ['regex', /^rules\/a\.yml:5: detection\.s\.userAgent\|re: .*backtracking/],
  ])('are refused by file, line and reason: %s', (folder, reason) => {
    expect(() => packAddedRules(at(folder), ours)).toThrow(reason)
  })
})

describe('a rule on trial', () => {
  const rule = (status: string) =>
    parseOwnRule(
      {
        title: 'Code replaced',
        status,
        logsource: { product: 'aws', service: 'cloudtrail' },
        detection: { s: { eventName: 'UpdateFunctionCode' }, condition: 's' },
      },
      { file: 'x.yml' },
    )
  const cause = activity({ record: { eventSource: 'lambda.amazonaws.com', eventName: 'UpdateFunctionCode20150331v2' } })

  it('is counted, and neither kept nor told', async () => {
    const kept: string[] = []
    const detection = {
      detectors: [ruleDetector([rule('experimental')])],
      memory: inMemory(),
      keep: async ({ uid }: { readonly uid: string }) => kept.push(uid) > 0,
    }
    const { findings, silent } = await detect([cause, cause], detection)
    expect(findings).toEqual([])
    expect(kept).toEqual([])
    expect(silent.map(({ title }) => title)).toEqual(['Code replaced'])
  })

  it.each(['test', 'stable'])('is promoted by its status: %s', async (status) => {
    const detection = { detectors: [ruleDetector([rule(status)])], memory: inMemory(), keep: async () => true }
    const { findings, silent } = await detect([cause], detection)
    expect([findings.length, silent.length]).toEqual([1, 0])
  })

  it('is in the closing account of a replay', () => {
    const lines = reportOf({
      tally: tally(),
      files: 1,
      found: new Map(),
      silent: new Map([['Code replaced', 3]]),
      failures: [],
      interrupted: false,
    })
    expect(lines).toContain('silent 3: Code replaced')
  })
})
