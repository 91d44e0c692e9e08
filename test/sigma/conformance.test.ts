import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compile } from '../../shared/sigma/compile.ts'
import { parseRule } from '../../shared/sigma/parse-rule.ts'

/** Cases are data that another engine could run: a detection, the section of the specification it comes from, and records. */
interface Case {
  readonly spec: string
  readonly detection: unknown
  readonly records: readonly { readonly record: unknown; readonly match: number }[]
}

const folder = new URL('cases/', import.meta.url)

for (const file of readdirSync(folder)) {
  const cases: readonly Case[] = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
  describe(file, () => {
    it.each(cases)('does as $spec says', ({ detection, records }) => {
      const { match } = compile(parseRule({ title: 'case', logsource: { product: 'aws' }, detection }, { file }))
      for (const { record, match: expected } of records) {
        expect(match(record) !== undefined, JSON.stringify(record)).toBe(expected === 1)
      }
    })
  })
}
