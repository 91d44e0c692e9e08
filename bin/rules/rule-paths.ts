import { realpath } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type File, filesAt } from '../files.ts'

/** A file that may hold rules, or why there is none at a path that was named. */
export type RulePath = (File & { readonly ours: boolean }) | { readonly path: string; readonly problem: string }

/** Where this project lies, where its own rules do, and where its user's do. */
export const root = fileURLToPath(new URL('../../', import.meta.url))
export const ourFolder = `${root}shared/rules`
export const theirFolder = `${root}rules`

/** Whether a file's name says that it holds YAML. */
export const isYaml = (path: string) => /\.ya?ml$/i.test(path)

/** The files of rules at these paths: of folders those in YAML, and whatever is named itself. Each once, however often it is reached. */
export async function* rulePaths(paths: readonly string[]): AsyncGenerator<RulePath> {
  const seen = new Set<string>()
  for (const named of paths) {
    let found = 0
    for await (const file of filesAt([named])) {
      if ('problem' in file) {
        found++
        yield file
        continue
      }
      if (file.path !== named && !isYaml(file.path)) continue
      found++
      const real = await realpath(file.path)
      if (seen.has(real)) continue
      seen.add(real)
      if (file.size > largest)
        yield { path: file.path, problem: `larger than ${largest / 1024 / 1024} MB, which no rule is` }
      else yield { ...file, ours: real.startsWith(`${await realpath(ourFolder)}/`) }
    }
    if (found === 0) yield { path: named, problem: 'holds no rule: none of its files ends in .yml or .yaml' }
  }
}

const largest = 4 * 1024 * 1024
