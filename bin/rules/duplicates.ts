import { InvalidRule, type Where } from '../../shared/sigma/invalid-rule.ts'
import type { Rule } from '../../shared/sigma/rule.ts'

/** What tells a document from others: a rule, a correlation or a filter. */
export interface Named {
  readonly where: Where
  readonly header: Pick<Rule, 'title' | 'id' | 'name'>
  /** What it looks for, as text: two that look for the same in the same log are one rule. */
  readonly says: string
}

/** Remembers what came before and says of each document which other it repeats: an id or a name is an error, a title or the same detection a warning. */
export function duplicates(): (one: Named) => {
  readonly errors: readonly InvalidRule[]
  readonly warnings: readonly InvalidRule[]
} {
  const known = {
    id: new Map<string, string>(),
    name: new Map<string, string>(),
    title: new Map<string, string>(),
    says: new Map<string, string>(),
  }
  return ({ where, header, says }) => {
    const twin = (kind: keyof typeof known, key: string | undefined) => {
      if (key === undefined) return undefined
      const before = known[kind].get(key)
      if (before === undefined) known[kind].set(key, placeOf(where))
      return before
    }
    const id = twin('id', header.id?.toLowerCase())
    const name = twin('name', header.name)
    const title = twin('title', header.title.toLowerCase())
    const same = twin('says', says)
    return {
      errors: [
        ...(id === undefined ? [] : [new InvalidRule(where, ['id'], `is the id of ${id} too`)]),
        ...(name === undefined ? [] : [new InvalidRule(where, ['name'], `is the name of ${name} too`)]),
      ],
      warnings: [
        ...(title === undefined ? [] : [new InvalidRule(where, ['title'], `is the title of ${title} too`)]),
        ...(same === undefined ? [] : [new InvalidRule(where, ['detection'], `looks for the same as ${same}`)]),
      ],
    }
  }
}

function placeOf({ file, line }: Where): string {
  return line === undefined || line === 1 ? file : `${file}:${line}`
}
