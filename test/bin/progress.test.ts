import { describe, expect, it } from 'vitest'
import { progress } from '../../bin/replay/progress.ts'

/** A screen that keeps what is written on it, and a clock that goes when it is told to. */
function screen(isTTY: boolean) {
  const said: string[] = []
  const clock = { now: 0 }
  const stream = { isTTY, write: (text: string) => said.push(text) } as unknown as NodeJS.WriteStream
  return { said, clock, shown: progress(stream, () => clock.now) }
}

describe('progress', () => {
  it('is a line every ten seconds in a log', () => {
    const { said, clock, shown } = screen(false)
    for (let second = 0; second <= 25; second++) {
      clock.now = second * 1000
      shown.update({ records: 100 })
    }
    shown.clear()
    shown.end()
    expect(said).toEqual(['0 files · 1100 activities · 0 findings\n', '0 files · 2100 activities · 0 findings\n'])
  })

  it('is one line that changes on a terminal, and makes room for what is printed', () => {
    const { said, clock, shown } = screen(true)
    clock.now = 250
    shown.update({ files: 1, records: 5, findings: 2 })
    clock.now = 300
    shown.update({ records: 5 })
    shown.clear()
    shown.end()
    expect(said).toEqual(['\r\x1b[K1 files · 5 activities · 2 findings', '\r\x1b[K', '\r\x1b[K'])
  })

  it('says nothing about what is over at once', () => {
    const { said, shown } = screen(false)
    shown.update({ files: 3, records: 500 })
    shown.end()
    expect(said).toEqual([])
  })
})
