import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ask } from './ask.ts'

/** A policy, what is to be found in it, and a part of one of the reasons. */
export interface PolicyCase {
  readonly name: string
  readonly policy: unknown
  readonly expect: Readonly<Record<string, unknown>>
  readonly reason?: string
}

const folder = new URL('./cases/', import.meta.url)
const files = readdirSync(folder).map((file) => ({
  file,
  cases: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as readonly PolicyCase[],
}))

describe.each(files)('$file', ({ cases }) => {
  it.each(cases)('answers for $name', ({ policy, expect: expected, reason }) => {
    const { answers, reasons } = ask(policy)
    for (const [question, answer] of Object.entries(expected)) expect(answers[question], question).toEqual(answer)
    if (reason !== undefined) expect(reasons.join('\n')).toContain(reason)
  })
})

it('has at least 120 policies', () => {
  expect(files.flatMap(({ cases }) => cases).length).toBeGreaterThanOrEqual(120)
})
