import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { inflateStream } from '../../shared/sources/inflate.ts'

/** Three megabytes that hardly shrink, so that the inflater has to be waited for again and again. */
const whole = randomBytes(1_500_000).toString('hex')
const zipped = gzipSync(whole)

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('inflating a stream', () => {
  it('gives back what was packed, and leaves no listeners behind while it waits', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const chunks = await Array.fromAsync(inflateStream(inPieces(zipped, 32 * 1024)))
    expect(Buffer.concat(chunks).toString()).toBe(whole)
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
  })

  it('lets go of its source when nobody reads on', async () => {
    let closed = false
    async function* source() {
      try {
        for (;;) yield* inPieces(zipped, 32 * 1024)
      } finally {
        closed = true
      }
    }
    for await (const chunk of inflateStream(source())) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    await vi.waitFor(() => expect(closed).toBe(true))
  })
})
