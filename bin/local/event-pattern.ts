/** Event patterns of EventBridge rules and of Lambda's event filters: compiled once, and refused where we cannot keep their word. */

/** Whether an event fits. */
export type Matches = (event: unknown) => boolean

/** Compiles a pattern. Throws with the path of what it does not understand. */
export function compilePattern(pattern: unknown, where = 'pattern'): Matches {
  if (!isObject(pattern)) throw new Error(`${where}: an event pattern is an object`)
  const parts = Object.entries(pattern).map(([key, wanted]): Matches => {
    if (key === '$or') return anyOf(alternatives(wanted, `${where}.$or`))
    const fits = Array.isArray(wanted) ? leaf(wanted, `${where}.${key}`) : compilePattern(wanted, `${where}.${key}`)
    return (event) => fits(isObject(event) && Object.hasOwn(event, key) ? event[key] : undefined)
  })
  // Of a list of objects one object has to fit on its own; fields of two are never put together.
  return (event) => (Array.isArray(event) ? event : [event]).some((one) => parts.every((fits) => fits(one)))
}

function alternatives(wanted: unknown, where: string): readonly Matches[] {
  if (!Array.isArray(wanted) || wanted.length < 2) throw new Error(`${where}: wants a list of two patterns or more`)
  return wanted.map((one, at) => compilePattern(one, `${where}[${at}]`))
}

/** A list in a pattern: the event's value, or one of the event's list of values, has to fit one of them. */
function leaf(wanted: readonly unknown[], where: string): Matches {
  if (wanted.length === 0) throw new Error(`${where}: an empty list fits nothing`)
  return anyOf(wanted.map((one, at) => comparison(one, `${where}[${at}]`)))
}

function comparison(wanted: unknown, where: string): Matches {
  if (!isObject(wanted)) return someValue((value) => value === wanted)
  const [operator = '', ...more] = Object.keys(wanted)
  if (more.length > 0) throw new Error(`${where}: one operator, not ${more.length + 1}`)
  if (operator === 'exists') return exists(wanted.exists, where)
  return someValue(operatorOf(operator, wanted[operator], where))
}

function exists(wanted: unknown, where: string): Matches {
  if (typeof wanted !== 'boolean') throw new Error(`${where}: exists is true or false`)
  return (value) => values(value).some((one) => !isObject(one)) === wanted
}

type Fits = (value: unknown) => boolean

function operatorOf(operator: string, wanted: unknown, where: string): Fits {
  const make = operators[operator]
  if (make === undefined) throw new Error(`${where}: operator ${operator} is not known here`)
  return make(wanted, where)
}

const operators: Readonly<Record<string, (wanted: unknown, where: string) => Fits>> = {
  prefix: (wanted, where) => text(wanted, where, (value, start) => value.startsWith(start)),
  suffix: (wanted, where) => text(wanted, where, (value, end) => value.endsWith(end)),
  'equals-ignore-case': (wanted, where) =>
    text(wanted, where, (value, other) => value.toLowerCase() === other.toLowerCase()),
  wildcard: (wanted, where) => text(wanted, where, (value, glob) => globMatches(value, glob.split('*'))),
  'anything-but'(wanted, where) {
    const none = (Array.isArray(wanted) ? wanted : [wanted]).map((one): Fits => {
      if (!isObject(one)) return (value) => value === one
      const [operator = ''] = Object.keys(one)
      const inner = one[operator]
      const fits = (Array.isArray(inner) ? inner : [inner]).map((each) =>
        operatorOf(operator, each, `${where}.anything-but`),
      )
      return (value) => fits.some((one) => one(value))
    })
    return (value) => !none.some((fits) => fits(value))
  },
  numeric(wanted, where) {
    if (!Array.isArray(wanted) || wanted.length === 0 || wanted.length % 2 === 1)
      throw new Error(`${where}: numeric wants pairs`)
    const tests = Array.from({ length: wanted.length / 2 }, (_, at) => {
      const compare = comparisons[String(wanted[at * 2])]
      const limit: unknown = wanted[at * 2 + 1]
      if (compare === undefined || typeof limit !== 'number')
        throw new Error(`${where}: numeric ${JSON.stringify(wanted)}`)
      return (value: number) => compare(value, limit)
    })
    return (value) => typeof value === 'number' && tests.every((test) => test(value))
  },
}

const comparisons: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
}

function text(wanted: unknown, where: string, fits: (value: string, wanted: string) => boolean): Fits {
  if (typeof wanted !== 'string') throw new Error(`${where}: wants a text, not ${JSON.stringify(wanted)}`)
  return (value) => typeof value === 'string' && fits(value, wanted)
}

function globMatches(value: string, [start = '', ...rest]: readonly string[]): boolean {
  const end = rest.pop()
  if (end === undefined) return value === start
  if (!value.startsWith(start)) return false
  let at = start.length
  for (const piece of rest) {
    const found = value.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return value.length - end.length >= at && value.endsWith(end)
}

function someValue(fits: Fits): Matches {
  return (value) => values(value).some(fits)
}

function values(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

function anyOf(all: readonly Matches[]): Matches {
  return (value) => all.some((fits) => fits(value))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
