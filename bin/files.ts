import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A file, or why there is none at a path that was named. */
export type Found = File | { readonly path: string; readonly problem: string }

/** A file and its size in bytes. */
export interface File {
  readonly path: string
  readonly size: number
}

/** The disk would not give a file's bytes; the message says why, in words. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

/** The files at these paths and in the folders among them, in order of their names, folder by folder. Links are followed, but not in circles. */
export async function* filesAt(paths: readonly string[], above: readonly string[] = []): AsyncGenerator<Found> {
  for (const path of paths) {
    try {
      const found = await stat(path, { bigint: true })
      const id = `${found.dev} ${found.ino}`
      if (found.isFile()) yield { path, size: Number(found.size) }
      else if (!found.isDirectory()) yield { path, problem: 'neither a file nor a folder' }
      else if (above.includes(id)) yield { path, problem: 'a link back to a folder that it is in' }
      else
        yield* filesAt(
          (await readdir(path)).sort().map((name) => join(path, name)),
          [...above, id],
        )
    } catch (error) {
      yield { path, problem: problemOf(error) }
    }
  }
}

/** Files up to this size are held whole, which is faster. */
const held = 16 * 1024 * 1024

/** A file's bytes: whole when it is small, as they come when it is large. Throws Unreadable, at once or on the way. */
export async function bytesOf({ path, size }: File): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
  return size <= held ? readFile(path).catch(refuse) : stream(path)
}

async function* stream(path: string): AsyncGenerator<Uint8Array> {
  const chunks = createReadStream(path, { highWaterMark: 256 * 1024 })
  try {
    for await (const chunk of chunks) yield chunk as Buffer
  } catch (error) {
    refuse(error)
  }
}

function refuse(error: unknown): never {
  throw new Unreadable(problemOf(error), { cause: error })
}

function problemOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return problems[code ?? ''] ?? message
}

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'there is nothing at this path',
  ENOTDIR: 'there is nothing at this path',
  EACCES: 'reading it is not allowed',
  EPERM: 'reading it is not allowed',
  ELOOP: 'its links go round in a circle',
  ENAMETOOLONG: 'its path is longer than the system allows',
}
