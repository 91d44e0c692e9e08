import { existsSync } from 'node:fs'
import { suggest } from '../../shared/sigma/suggest.ts'
import { visible } from '../replay/visible.ts'
import { headerOf } from './checked.ts'
import { type LoadedDocument, loadRules } from './load.ts'
import { defaultPaths } from './standing.ts'

/** Names no rule, or one that does not compile; the message says what, and why. */
export class NoRule extends Error {
  override readonly name = 'NoRule'
}

/** The rules and correlations that a word names: the file or folder at that path, else the deployed one with that id, name or title. Throws NoRule. */
export async function namedRules(word: string): Promise<readonly LoadedDocument[]> {
  const inFile = existsSync(word)
  const files = await loadRules(inFile ? [word] : defaultPaths(), { trusted: !inFile })
  const errors = inFile ? files.flatMap(({ errors }) => errors) : []
  if (errors.length > 0) throw new NoRule(errors.map(({ message }) => visible(message)).join('\n'))
  const all = files.flatMap(({ documents }) => documents)
  if (inFile) return all
  const found = all.filter((document) => namesOf(document).includes(word.toLowerCase()))
  if (found.length > 0) return found
  const meant = suggest(word, all.flatMap(namesOf))
  throw new NoRule(
    `${visible(word)}: neither a file nor the id, name or title of a rule${meant === undefined ? '; `vedette rules list` names those that there are' : `; did you mean ${meant}?`}`,
  )
}

function namesOf(document: LoadedDocument): readonly string[] {
  const { id, name, title } = headerOf(document)
  const file = document.file.file.replace(/^.*\//, '').replace(/\.ya?ml$/, '')
  return [id, name, title, file].flatMap((one) => (one === undefined ? [] : [one.toLowerCase()]))
}
