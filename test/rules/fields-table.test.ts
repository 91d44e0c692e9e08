import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { facts } from '../../shared/rules/facts.ts'

const table = readFileSync(new URL('../../docs/fields.md', import.meta.url), 'utf8')
const rows = [...table.matchAll(/^\| `(vedette\.[\w.]+)` \| (text|number|list|yes\/no) \| (.+) \|$/gm)]

it('lists every derived field in docs/fields.md once, and no other', () => {
  expect(rows.map(([, name]) => name).sort()).toEqual([...facts.keys()].sort())
})

it('says of each field what it says, in a sentence', () => {
  for (const [, name, , sentence] of rows) expect(sentence, name).toMatch(/^\S.*[.]$/)
})
