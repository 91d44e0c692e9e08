import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { packRules } from '../../bin/pack-rules.ts'
import { checkRegex, readRule, readRuleFolder, readRules } from '../../bin/rule-files.ts'
import { ruleDetector } from '../../shared/detectors/rules.ts'
import { parseCollection } from '../../shared/rules/collection.ts'
import { examplesOf } from '../../shared/rules/examples.ts'
import { correlations, rules } from '../../shared/rules/index.ts'
import { parseOwnRule } from '../../shared/rules/parse.ts'
import { kindOf } from '../../shared/sigma/documents.ts'
import { sourceOf } from '../../shared/sources/index.ts'

const folder = fileURLToPath(new URL('../../shared/rules/', import.meta.url))
const files = readRuleFolder(folder)
const collection = parseCollection(files)
/** Correlations, and the rules that are there for them, are run in test/detectors/correlation-pack.test.ts. */
const told = files
  .filter(({ document, where }) => kindOf(document, where) === 'rule')
  .filter((_, at) => !collection.rules[at]!.quiet)

describe.each(told)('$file', ({ document, where }) => {
  const own = parseOwnRule(document, where)
  const examples = examplesOf(document, where)

  it('is complete: level, tags of ATT&CK, remediation, why, and an id that no name stands for', () => {
    expect(own.rule.level).toBeDefined()
    expect(own.attacks.length).toBeGreaterThan(0)
    expect(own.remediation).toMatch(/[a-z].*\.$/)
    expect(own.why).toMatch(/\{.+\}/)
    expect(own.rule.unused).toEqual([])
  })

  it('finds what its examples say it finds, and nothing in its near misses', () => {
    const detector = ruleDetector([own])
    expect(examples.map(({ match }) => match)).toEqual(expect.arrayContaining([true, false]))
    for (const { match, record } of examples) {
      const activities = sourceOf(own.source).normalize(record)
      const findings = activities.flatMap((activity) => detector.step(activity, undefined).findings)
      expect(findings.length > 0, JSON.stringify(record)).toBe(match)
      for (const { reason } of findings)
        expect(reason, 'every value that the sentence names is in the example').not.toMatch(/[{}]/)
    }
  })
})

describe('the pack', () => {
  it('is what the files beside it say', () => {
    expect(readFileSync(`${folder}pack.ts`, 'utf8')).toBe(packRules(folder))
  })

  it('holds every rule, once, without examples', () => {
    const packed = [...rules.map(({ rule }) => rule.file), ...correlations.map(({ linked }) => linked.correlation.file)]
    expect(packed.sort()).toEqual(files.map(({ file }) => file).sort())
    expect(new Set(rules.map(({ rule }) => rule.id ?? rule.name)).size).toBe(rules.length)
    expect(readFileSync(`${folder}pack.ts`, 'utf8')).not.toContain('"examples"')
  })
})

const valid = {
  title: 'x',
  logsource: { product: 'aws', service: 'cloudtrail' },
  detection: { s: { a: 1 }, condition: 's' },
}

describe('parseOwnRule', () => {
  it.each([
    [
      'a log that nothing here reads',
      { ...valid, logsource: { product: 'windows' } },
      'logsource: no source here reads this log; there is product aws with service cloudtrail, config, lambda',
    ],
    [
      'a derived field that there is not',
      { ...valid, detection: { s: { 'vedette.actor.typ': 'x' }, condition: 's' } },
      'detection.s: unknown field vedette.actor.typ; did you mean vedette.actor.type?',
    ],
    [
      'one in the reason',
      { ...valid, vedette: { why: 'By {vedette.actor.nme}.' } },
      'vedette.why: unknown field vedette.actor.nme; did you mean vedette.actor.name?',
    ],
    [
      'a tactic that there is not',
      { ...valid, tags: ['attack.persistance'] },
      'tags[0]: attack.persistance is no tactic or technique',
    ],
    [
      'a typo in the block',
      { ...valid, vedette: { remediaton: 'x' } },
      'unknown key remediaton; did you mean remediation?',
    ],
    [
      'a remediation that is no text',
      { ...valid, vedette: { remediation: 1 } },
      'vedette.remediation: has to be a sentence',
    ],
    ['an odd once_per', { ...valid, vedette: { once_per: 'day' } }, 'vedette.once_per: can only be session'],
  ])('refuses %s', (_, document, message) => {
    expect(() => parseOwnRule(document, { file: 'x.yml' })).toThrow(message)
  })

  it('takes a rule from elsewhere, which has no block of ours', () => {
    expect(parseOwnRule(valid, { file: 'x.yml' })).toMatchObject({ source: 'aws.cloudtrail', why: 'x.' })
  })
})

describe('readRule', () => {
  const text =
    'title: x\nlogsource:\n  product: aws\ndetection:\n  s:\n    a: 1\n    b|foo:\n      - x\n  condition: s\n'

  it('keeps the lines, so that an error points at the key', () => {
    const { document, where } = readRule(text, 'x.yml')
    expect(() => parseOwnRule(document, where)).toThrow('x.yml:7: detection.s.b|foo: unknown modifier foo')
  })

  it.each([
    ['a key that is given twice', 'title: x\ntitle: y\n', /^x\.yml:2: /],
    ['what is no YAML', 'title: [x\n', /^x\.yml:\d+: /],
    ['two documents where one is expected', 'title: x\n---\ntitle: y\n', /^x\.yml:3: one document was expected/],
    ['nothing', '', /holds no rule|map of title/],
  ])('refuses %s', (_, yaml, message) => {
    expect(() => {
      const { document, where } = readRule(yaml, 'x.yml')
      parseOwnRule(document, where)
    }).toThrow(message)
  })
})

describe('readRules', () => {
  const rule = 'title: x\nlogsource:\n  product: aws\ndetection:\n  s:\n    a: 1\n  condition: s\n'

  it('reads every document of a file, and keeps the lines of each', () => {
    const files = readRules(`${rule}---\n${rule}---\ntitle: z\nlogsource:\n  produt: aws\n`, 'x.yml')
    expect(files).toHaveLength(3)
    expect(() => parseOwnRule(files[2]!.document, files[2]!.where)).toThrow('x.yml:19: logsource.produt')
  })

  it('leaves out what is empty between two marks, and refuses a file of nothing else', () => {
    expect(readRules(`---\n${rule}---\n`, 'x.yml')).toHaveLength(1)
    expect(() => readRules('---\n---\n', 'x.yml')).toThrow('holds no rule')
  })

  it('refuses a file for the fault of any of its documents', () => {
    expect(() => readRules(`${rule}---\ntitle: [x\n`, 'x.yml')).toThrow(/^x\.yml:\d+: /)
  })
})

describe('checkRegex', () => {
  it('refuses an expression that a hostile value can hold up', () => {
    expect(checkRegex('^(a+)+$', '')).toContain('exponential')
    expect(checkRegex('^a[0-9]{2}$', 'i')).toBeUndefined()
  })
})
