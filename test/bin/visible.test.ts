import fc from 'fast-check'
import { expect, it } from 'vitest'
import { visible } from '../../bin/replay/visible.ts'

it('shows what a terminal would act on, and leaves everything else', () => {
  expect(visible('a\x1b[31m\x9b\u202e\n\u{e0001}/bücher 本 👍.json')).toBe(
    'a\\u001b[31m\\u009b\\u202e\\u000a\\udb40\\udc01/bücher 本 👍.json',
  )
})

it('says the same in JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = visible(JSON.stringify({ [text]: text }))
      expect(JSON.parse(json)).toEqual({ [text]: text })
      expect(json).not.toMatch(/\p{C}/u)
    }),
  )
})
