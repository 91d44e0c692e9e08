import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readSettings } from '../../bin/settings-file.ts'

const text = readFileSync(new URL('../../docs/fields.md', import.meta.url), 'utf8')

it('takes the settings that the documentation shows', () => {
  const [, block = ''] = /```yaml\n([^`]+)```/.exec(text) ?? []
  expect(readSettings(block, 'docs/fields.md').deployers).toHaveLength(2)
})
