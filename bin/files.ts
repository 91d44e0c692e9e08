import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A file, or why there is none at a path that was named. */
export type Found =
  | { readonly path: string; readonly size: number }
  | { readonly path: string; readonly problem: string }

/** The files at these paths and in the folders among them, in order of their names, folder by folder. */
export async function* filesAt(paths: readonly string[]): AsyncGenerator<Found> {
  for (const path of paths) {
    try {
      const { size, ...kind } = await statOf(path)
      if (kind.isFile) yield { path, size }
      else if (kind.isFolder) yield* filesAt((await readdir(path)).sort().map((name) => join(path, name)))
      else yield { path, problem: 'neither a file nor a folder' }
    } catch (error) {
      yield { path, problem: problemOf(error) }
    }
  }
}

async function statOf(path: string) {
  const found = await stat(path)
  return { size: found.size, isFile: found.isFile(), isFolder: found.isDirectory() }
}

/** Files up to this size are held whole, which is faster. */
const held = 16 * 1024 * 1024

/** A file's bytes: whole when it is small, as they come when it is large. */
export async function bytesOf({
  path,
  size,
}: {
  path: string
  size: number
}): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
  return size <= held ? readFile(path) : createReadStream(path, { highWaterMark: 256 * 1024 })
}

/** What went wrong with a file, in words. */
export function problemOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return problems[code ?? ''] ?? message
}

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'there is nothing at this path',
  EACCES: 'reading it is not allowed',
  EPERM: 'reading it is not allowed',
  ELOOP: 'its links go round in a circle',
}
