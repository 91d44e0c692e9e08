import { expect, it } from 'vitest'
import type { Memory, Remembered } from '../../shared/memory.ts'

/** What every memory promises, wherever it keeps what it keeps. Each test uses scopes of its own. */
export function testMemory(make: () => Memory): void {
  const entry = (over: Partial<Remembered> = {}): Remembered => ({
    version: 0,
    time: 1_700_000_000_000,
    states: { counter: { n: 1 } },
    ...over,
  })

  it('knows nothing of a scope that was never written', async () => {
    expect(await make().read(['never'])).toEqual(new Map())
  })

  it('reads back what was written, one version later', async () => {
    const memory = make()
    expect(await memory.write(new Map([['back', entry({ states: { a: [1, { b: 'ü' }], 'b-c': null } })]]))).toEqual([])
    const read = await memory.read(['back', 'other'])
    expect(read).toEqual(new Map([['back', entry({ version: 1, states: { a: [1, { b: 'ü' }], 'b-c': null } })]]))
  })

  it('leaves one of two writers that read the same, and tells the other', async () => {
    const memory = make()
    await memory.write(new Map([['race', entry()]]))
    const answers = await Promise.all(
      [2, 3].map((n) => memory.write(new Map([['race', entry({ version: 1, states: { n } })]]))),
    )
    expect(answers.flat()).toEqual(['race'])
    expect((await memory.read(['race'])).get('race')!.version).toBe(2)
  })

  it('leaves one of two writers that both found nothing', async () => {
    const memory = make()
    const answers = await Promise.all([2, 3].map((n) => memory.write(new Map([['first', entry({ states: { n } })]]))))
    expect(answers.flat()).toEqual(['first'])
  })

  it('writes the others when one of them was changed meanwhile', async () => {
    const memory = make()
    await memory.write(new Map([['stale', entry()]]))
    expect(
      await memory.write(
        new Map([
          ['stale', entry()],
          ['fresh', entry()],
        ]),
      ),
    ).toEqual(['stale'])
    expect([...(await memory.read(['fresh', 'stale'])).keys()].sort()).toEqual(['fresh', 'stale'])
  })

  it('reads more scopes than one request takes', async () => {
    const memory = make()
    const scopes = Array.from({ length: 230 }, (_, index) => `many-${index}`)
    await memory.write(new Map(scopes.map((scope) => [scope, entry()])))
    expect((await memory.read(scopes)).size).toBe(230)
  })
}
