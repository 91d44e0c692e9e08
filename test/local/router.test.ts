import { describe, expect, it } from 'vitest'
import { compilePattern } from '../../bin/local/event-pattern.ts'
import { router } from '../../bin/local/router.ts'

const rules = [
  { name: 'one', bus: 'default', matches: compilePattern({ source: ['aws.s3'] }), targets: ['queue', 'function'] },
  { name: 'two', bus: 'default', matches: compilePattern({ source: [{ prefix: 'aws.' }] }), targets: ['other'] },
  { name: 'three', bus: 'findings', matches: compilePattern({ source: ['aws.s3'] }), targets: ['never'] },
]

describe('the router', () => {
  it('hands an event to every target of every rule of its bus that it fits', async () => {
    const handed: string[] = []
    const { put } = router(rules, async (target) => void handed.push(target))
    expect(put('default', { source: 'aws.s3' })).toBe(true)
    expect(put('default', { source: 'mine' })).toBe(false)
    expect(put('nowhere', { source: 'aws.s3' })).toBe(false)
    expect(handed).toEqual(['queue', 'function', 'other'])
  })

  it('knows what is not handed over yet', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const one = router(rules, () => promise)
    one.put('default', { source: 'aws.s3' })
    expect(one.working).toBe(3)
    resolve()
    await expect.poll(() => one.working).toBe(0)
  })
})
