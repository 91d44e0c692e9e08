import { isMap, type ParseOptions } from './document.ts'
import { checkKeys, headerKeys, parseHeader, parseLogsource, texts } from './header.ts'
import { InvalidRule, type Where } from './invalid-rule.ts'
import { parseDetection } from './parse-detection.ts'
import type { Rule } from './rule.ts'

/** Checks a Sigma detection rule and gives its tree. Throws InvalidRule for everything that would not run exactly as specified. */
export function parseRule(document: unknown, where: Where, options: ParseOptions = {}): Rule {
  if (!isMap(document)) throw new InvalidRule(where, [], 'a rule is a map of title, logsource, detection and more')
  for (const [key, why] of Object.entries(otherKinds))
    if (Object.hasOwn(document, key)) throw new InvalidRule(where, [key], why)
  checkKeys(document, known, where)
  const header = parseHeader(document, where)
  const logsource = parseLogsource(document.logsource, where)
  if (document.detection === undefined) throw new InvalidRule(where, [], 'detection is missing')
  return {
    ...header,
    fields: texts(document, 'fields', where),
    logsource,
    ...parseDetection(document.detection, where, options),
    custom: Object.fromEntries(Object.entries(document).filter(([key]) => !known.has(key))),
  }
}

const known: ReadonlySet<string> = new Set([...headerKeys, 'logsource', 'detection', 'fields'])

/** Kinds of Sigma document other than a detection rule. */
const otherKinds: Readonly<Record<string, string>> = {
  correlation: 'this is a correlation, not a rule',
  filter: 'this is a filter, not a rule',
  action: 'collections of rules (action) are not in Sigma 2; write each document out',
}
