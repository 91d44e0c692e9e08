import { StringDecoder } from 'node:string_decoder'
import { InvalidRecord } from '../source.ts'
import { inflate, inflateStream, isGzip } from './inflate.ts'
import { type Content, type OpenOptions, open } from './open.ts'
import { type Element, splitter } from './split.ts'

/** The most records that one file may hold. A CloudTrail file holds some thousands, a test of ours 200,000. */
const mostRecords = 2_000_000

/** Files up to this many bytes are inflated and split at once, larger ones as they come, in bounded memory. */
const atOnce = 16 * 1024 * 1024

/**
 * Reads a file, gzipped or not, whatever log it is of, and gives what it holds in batches. What cannot be read is among it as rejected,
 * with its reason; what came before stays. Only what the bytes' own source throws is thrown.
 */
export async function* read(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  options: OpenOptions,
): AsyncGenerator<readonly Content[]> {
  const { push, end } = splitter()
  let count = 0
  try {
    for await (const text of texts(bytes)) yield batch(push(text))
    yield batch(end())
    if (count === 0) yield [{ ignored: 'an empty file' }]
  } catch (error) {
    if (!(error instanceof InvalidRecord)) throw error
    yield [{ rejected: error.message, text: '' }]
  }

  function batch(elements: readonly Element[]): readonly Content[] {
    count += elements.length
    if (count > mostRecords) throw new InvalidRecord(`holds more than ${mostRecords} records`)
    return elements.flatMap((element) =>
      'value' in element
        ? open(element.value, options, element.text)
        : [{ rejected: element.refused, text: element.text }],
    )
  }
}

async function* texts(bytes: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  if (bytes instanceof Uint8Array) {
    const text = small(bytes)
    if (text !== undefined) {
      yield text
      return
    }
  }
  const decoder = new StringDecoder('utf8')
  for await (const chunk of inflated(bytes instanceof Uint8Array ? once(bytes) : bytes))
    yield decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
  yield decoder.end()
}

/** The text of a small file; undefined when it is large, or broken: then what comes before the break is still read, as a stream. */
function small(bytes: Uint8Array): string | undefined {
  if (bytes.length > atOnce) return undefined
  try {
    return inflate(bytes, atOnce)
  } catch (error) {
    if (error instanceof InvalidRecord) return undefined
    throw error
  }
}

async function* inflated(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (first.done) return
  async function* all(): AsyncGenerator<Uint8Array> {
    yield first.value
    yield* { [Symbol.asyncIterator]: () => iterator }
  }
  yield* isGzip(first.value) ? inflateStream(all()) : all()
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
