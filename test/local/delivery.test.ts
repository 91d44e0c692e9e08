import { describe, expect, it } from 'vitest'
import { type DeliveryOptions, deliver } from '../../bin/local/delivery.ts'
import { failuresOf } from '../../bin/local/pump.ts'

describe('a batch of a stream', () => {
  it('is handed over once when all goes well', async () => {
    const { calls } = await run(['a', 'b'], () => undefined)
    expect(calls).toEqual(['ab'])
  })

  it('comes again from the first failed item, and from there only', async () => {
    let down = true
    const { calls } = await run(['a', 'b', 'c'], (items) => {
      if (!down || !items.includes('b')) return undefined
      down = false
      return { batchItemFailures: [{ itemIdentifier: 'c' }, { itemIdentifier: 'b' }] }
    })
    expect(calls).toEqual(['abc', 'bc'])
  })

  it('is cut in half until the poisoned item is alone, which is then set aside', async () => {
    const { calls, aside } = await run(['a', 'b', 'c', 'd'], throwsOn('c'), { bisect: true, retries: 2 })
    expect(calls).toEqual(['abcd', 'ab', 'cd', 'c', 'c', 'c', 'd'])
    expect(aside).toEqual([['c', 3]])
  })

  it('is set aside whole when it may not be cut', async () => {
    const { calls, aside } = await run(['a', 'b'], throwsOn('b'), { retries: 1 })
    expect(calls).toEqual(['ab', 'ab'])
    expect(aside).toEqual([['ab', 2]])
  })

  it('is tried until it works when retries have no end', async () => {
    let left = 9
    const { calls } = await run(
      ['a'],
      () => {
        if (left-- > 0) throw new Error('down')
      },
      { retries: -1 },
    )
    expect(calls).toHaveLength(10)
  })

  it('takes no notice of named failures where the trigger does not ask for them', async () => {
    const { calls } = await run(['a'], () => ({ batchItemFailures: [{ itemIdentifier: 'a' }] }), { partial: false })
    expect(calls).toEqual(['a'])
  })
})

describe('the failures of an answer', () => {
  it.each([
    ['nothing', undefined, []],
    ['no list', {}, []],
    ['an empty list', { batchItemFailures: [] }, []],
    ['one of two', { batchItemFailures: [{ itemIdentifier: '2' }] }, ['2']],
    ['an id that was never handed over', { batchItemFailures: [{ itemIdentifier: '3' }] }, ['1', '2']],
    ['an empty id', { batchItemFailures: [{ itemIdentifier: '' }] }, ['1', '2']],
    ['something that is no list', { batchItemFailures: 'all' }, ['1', '2']],
  ])('are read as Lambda reads them: %s', (_, answer, failures) => {
    expect(failuresOf(answer, ['1', '2'])).toEqual(failures)
  })
})

async function run(
  items: readonly string[],
  handler: (items: readonly string[]) => unknown,
  options: Partial<DeliveryOptions<string>> = {},
): Promise<{ calls: readonly string[]; aside: readonly unknown[] }> {
  const calls: string[] = []
  const aside: unknown[] = []
  await deliver(items, {
    async invoke(event) {
      const { Records } = event as { Records: string[] }
      calls.push(Records.join(''))
      return handler(Records)
    },
    idOf: (item) => item,
    partial: true,
    bisect: false,
    retries: 0,
    pause: 0,
    onFailure: async (set, attempts) => void aside.push([set.join(''), attempts]),
    stopping: new AbortController().signal,
    ...options,
  })
  return { calls, aside }
}

function throwsOn(poison: string) {
  return (items: readonly string[]) => {
    if (items.includes(poison)) throw new Error('poison')
  }
}
