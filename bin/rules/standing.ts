import { existsSync } from 'node:fs'
import type { Attack } from '../../shared/finding.ts'
import { attacksOf } from '../../shared/rules/attacks.ts'
import { visible } from '../replay/visible.ts'
import { headerOf } from './checked.ts'
import { type LoadedFile, loadRules } from './load.ts'
import { ourFolder, theirFolder } from './rule-paths.ts'

/** A rule or correlation as the lists of rules show it. */
export interface Standing {
  readonly id?: string
  readonly title: string
  readonly level?: string
  readonly status?: string
  readonly tags: readonly string[]
  readonly attacks: readonly Attack[]
  readonly kind: 'rule' | 'correlation'
  /** The file that it stands in. */
  readonly source: string
}

/** The files at these paths; without any, those that would be deployed: ours and the user's. Undefined, and said, where one does not compile. */
export async function deployed(paths: readonly string[]): Promise<readonly LoadedFile[] | undefined> {
  const files = await loadRules(paths.length > 0 ? paths : defaultPaths(), { trusted: paths.length === 0 })
  const errors = files.flatMap(({ errors }) => errors)
  for (const { message } of errors) console.error(visible(message))
  return errors.length === 0 ? files : undefined
}

/** What is deployed: the rules that come with the project, and those in the folder `rules`. */
export function defaultPaths(): readonly string[] {
  return existsSync(theirFolder) ? [ourFolder, theirFolder] : [ourFolder]
}

/** The rules and correlations at these paths, in their order. Undefined, and said, where one does not compile. */
export async function standing(paths: readonly string[]): Promise<readonly Standing[] | undefined> {
  const files = await deployed(paths)
  return files?.flatMap(({ path, documents }) =>
    documents.flatMap((document): Standing[] => {
      if (document.kind === 'filter') return []
      const { id, title, level, status, tags } = headerOf(document)
      return [
        {
          ...(id !== undefined && { id }),
          title,
          ...(level !== undefined && { level }),
          ...(status !== undefined && { status }),
          tags,
          attacks: attacksOf(tags),
          kind: document.kind,
          source: path,
        },
      ]
    }),
  )
}
