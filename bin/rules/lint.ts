import type { OwnRule } from '../../shared/rules/parse.ts'
import { isMap } from '../../shared/sigma/document.ts'
import { InvalidRule, type Path, type Where } from '../../shared/sigma/invalid-rule.ts'
import type { Item } from '../../shared/sigma/rule.ts'
import { plainText } from '../../shared/sigma/wildcard.ts'
import { unknownField } from './cloudtrail-fields.ts'
import type { EventNames } from './event-names.ts'

/** A rule that compiled, with the document it was read from. */
export interface Linted {
  readonly document: unknown
  readonly where: Where
  readonly own: OwnRule
  /** Whether it is there for correlations only, and tells nothing by itself. */
  readonly quiet?: boolean
}

/** What is legal Sigma and yet most likely not meant: as errors that name file, line and reason, for whoever decides how grave they are. */
export async function lint(linted: Linted, names: () => Promise<EventNames>): Promise<readonly InvalidRule[]> {
  const { where, own, quiet } = linted
  const { rule, source } = own
  const found: InvalidRule[] = []
  if (rule.level === undefined && !quiet)
    found.push(new InvalidRule(where, [], 'level is missing: its findings will count as medium'))
  if (rule.status === 'deprecated' || rule.status === 'unsupported')
    found.push(new InvalidRule(where, ['status'], `${rule.status} rules are not to be used, and this one would run`))
  if (source === 'aws.cloudtrail') {
    found.push(...fieldFaults(linted))
    found.push(...(await eventFaults(linted, names)))
  }
  return found
}

/** The selections that no condition uses. */
export function unusedSelections({ where, own }: Linted): readonly InvalidRule[] {
  return own.rule.unused.map(
    (name) => new InvalidRule(where, ['detection', name], 'no condition speaks of this selection'),
  )
}

function fieldFaults({ document, where, own }: Linted): readonly InvalidRule[] {
  const { selections, fields } = own.rule
  const inSelections = [...selections.values()].flatMap(({ name, groups }) =>
    groups.flat().flatMap((item) => {
      const reason = item.field === undefined ? undefined : unknownField(item.field)
      return reason === undefined ? [] : [new InvalidRule(where, pathOf(document, name, item), reason)]
    }),
  )
  const listed = fields.flatMap((field, at) => {
    const reason = unknownField(field)
    return reason === undefined ? [] : [new InvalidRule(where, ['fields', at], reason)]
  })
  return [...inSelections, ...listed]
}

async function eventFaults({ document, where, own }: Linted, names: () => Promise<EventNames>) {
  const found: InvalidRule[] = []
  const groups = [...own.rule.selections.values()].flatMap(({ name, groups }) =>
    groups.map((items) => ({ name, items })),
  )
  for (const { name, items } of groups) {
    const sources = items.filter(({ field }) => field === 'eventSource').flatMap(asked)
    for (const item of items) {
      for (const { event, source } of events(item, sources)) {
        const reason = (await names()).fault(event, source)
        if (reason !== undefined) found.push(new InvalidRule(where, pathOf(document, name, item), reason))
      }
    }
  }
  return found
}

/** The events that an item asks for by their whole name, and the service's address where the rule names one beside it. */
function events(item: Item, sources: readonly string[]): readonly { event: string; source: string | undefined }[] {
  if (item.field === 'eventName')
    return asked(item).map((event) => ({ event, source: sources.length === 1 ? sources[0] : undefined }))
  if (item.field !== 'vedette.action') return []
  return asked(item).map((action) => {
    const [service = '', event = ''] = action.split(':')
    return { event, source: service }
  })
}

/** The plain texts among what an item asks for. What it asks not to be there may well be a name that there is not. */
function asked({ negated, tests }: Item): readonly string[] {
  if (negated) return []
  return tests.flatMap((test) => {
    const whole = test.kind === 'text' && plainText(test.parts) !== undefined
    return whole ? [test.written] : []
  })
}

/** Where an item stands in its document: its selection is a map, or a list of them. */
function pathOf(document: unknown, name: string, { field, modifiers }: Item): Path {
  const key = [field, ...modifiers].join('|')
  const detection = isMap(document) && isMap(document.detection) ? document.detection : {}
  const selection = detection[name]
  if (!Array.isArray(selection)) return ['detection', name, key]
  const at = selection.findIndex((entry) => isMap(entry) && Object.hasOwn(entry, key))
  return at < 0 ? ['detection', name] : ['detection', name, at, key]
}
