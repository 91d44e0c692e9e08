import { constants, createGunzip, gunzipSync } from 'node:zlib'
import { InvalidRecord } from '../source.ts'

/** The most that one file may inflate to, in bytes. CloudTrail starts a new file long before. */
export const largestFile = 1024 * 1024 * 1024

/** The most that a payload inside a record may inflate to, in bytes: a log subscription's ends at 1 MB. */
export const largestPayload = 16 * 1024 * 1024

/** Whether bytes begin as gzip does (RFC 1952); what a file is called says nothing. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** Inflates a payload. Throws InvalidRecord when it is broken, or larger than it may be. */
export function inflate(bytes: Uint8Array, largest = largestPayload): string {
  if (!isGzip(bytes)) {
    if (bytes.length > largest) throw new InvalidRecord(`larger than ${largest} bytes`)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: largest, chunkSize: claimedSize(bytes, largest) }).toString('utf8')
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw new InvalidRecord(
      tooLarge ? `inflates to more than ${largest} bytes` : `broken gzip: ${(error as Error).message}`,
    )
  }
}

/**
 * Inflates a file as it comes, in chunks. Throws InvalidRecord when it is broken, larger than `largest`, or denser than any log:
 * CloudTrail's files shrink ten- to fortyfold.
 */
export async function* inflateStream(
  chunks: AsyncIterable<Uint8Array>,
  largest = largestFile,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024, finishFlush: constants.Z_SYNC_FLUSH })
  let read = 0
  const feeding = feed()
  let written = 0
  try {
    for await (const chunk of gunzip) {
      written += (chunk as Buffer).length
      if (written > largest) throw new InvalidRecord(`inflates to more than ${largest} bytes`)
      if (written > largestPayload && written > read * 300)
        throw new InvalidRecord(`inflates more than 300-fold: no log does`)
      yield chunk as Buffer
    }
    await feeding
  } catch (error) {
    if (error instanceof InvalidRecord || (error as NodeJS.ErrnoException).code?.startsWith('Z_') !== true) throw error
    throw new InvalidRecord(`broken gzip: ${(error as Error).message}`)
  } finally {
    gunzip.destroy()
  }

  async function feed(): Promise<void> {
    try {
      for await (const chunk of chunks) {
        read += chunk.length
        if (gunzip.destroyed) return
        if (!gunzip.write(chunk)) await drained()
      }
      gunzip.end()
    } catch (error) {
      gunzip.destroy(error as Error)
    }
  }

  /** Resolves when more may be written, or nothing any more. */
  function drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        gunzip.off('drain', done).off('close', done)
        resolve()
      }
      gunzip.on('drain', done).on('close', done)
    })
  }
}

/** The size that gzip's trailer claims, as the size of the one chunk to inflate into. It may lie: the bound is `maxOutputLength`. */
export function claimedSize(bytes: Uint8Array, largest: number): number {
  const claimed = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true)
  return Math.min(Math.max(claimed + 1, 16 * 1024), largest)
}
