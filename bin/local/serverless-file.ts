/** Reads `serverless.yml` and the files it names, with the variables of the Serverless Framework filled in as far as this project uses them. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { type CollectionTag, parse, type ScalarTag } from 'yaml'

type Json = Readonly<Record<string, unknown>>

export interface VariableOptions {
  readonly stage: string
  readonly region: string
  readonly account: string
  /** What `--param` would give on the command line. */
  readonly params: Readonly<Record<string, string>>
}

/** The whole configuration, as one value. Throws with the variable that it cannot fill in. */
export async function readServerless(path: string, options: VariableOptions): Promise<Json> {
  const root = (await readYaml(path)) as Json
  const fill = filler(root, dirname(path), options)
  return (await fill(root, { path: '', within: [] })) as Json
}

async function readYaml(path: string): Promise<unknown> {
  return parse(await readFile(path, 'utf8'), {
    customTags: cloudFormationTags,
    merge: true,
    maxAliasCount: 1_000,
    logLevel: 'error',
  })
}

/** The short forms of CloudFormation's functions: `!Ref X` is `{ Ref: X }`, `!Sub …` is `{ 'Fn::Sub': … }`. */
const cloudFormationTags: (ScalarTag | CollectionTag)[] = [
  ...['Ref', 'Condition'].map((name) => [name, name] as const),
  ...[
    'GetAtt',
    'Sub',
    'If',
    'Equals',
    'Not',
    'And',
    'Or',
    'Join',
    'Select',
    'Split',
    'FindInMap',
    'ImportValue',
    'Base64',
    'GetAZs',
  ].map((name) => [name, `Fn::${name}`] as const),
].flatMap(([tag, key]): (ScalarTag | CollectionTag)[] => [
  { tag: `!${tag}`, resolve: (text: string) => ({ [key]: key === 'Fn::GetAtt' ? attribute(text) : text }) },
  { tag: `!${tag}`, collection: 'seq', resolve: (list) => ({ [key]: list.toJSON() }) as never },
  { tag: `!${tag}`, collection: 'map', resolve: (map) => ({ [key]: map.toJSON() }) as never },
])

function attribute(text: string): readonly string[] {
  const dot = text.indexOf('.')
  return [text.slice(0, dot), text.slice(dot + 1)]
}

type Fill = (value: unknown, at: At) => Promise<unknown>

/** Where a value stands, and the variables that are being filled in on the way to it. */
interface At {
  readonly path: string
  readonly within: readonly string[]
}

function filler(root: Json, folder: string, options: VariableOptions): Fill {
  const { stage, region, account, params } = options

  const sources: Readonly<Record<string, (address: string, at: At) => unknown>> = {
    sls: (address) => ({ stage, instanceId: 'local' })[address],
    aws: (address) => ({ accountId: account, region, partition: 'aws' })[address],
    opt: (address) => ({ stage, region })[address],
    env: () => undefined, // What is in somebody's environment is no part of what is declared.
    param(address, at) {
      const declared = (root.params ?? {}) as Readonly<Record<string, Json>>
      return params[address] ?? fill(declared[stage]?.[address] ?? declared.default?.[address], at)
    },
    self: (address, at) => fill(member(root, address === '' ? [] : address.split('.')), at),
    async file(address, at) {
      const [, path = '', inner] = /^\(([^)]+)\)(?::(.*))?$/.exec(address) ?? []
      const value = await readAny(resolve(folder, path), (variable) => one(variable, at))
      return fill(inner === undefined ? value : member(value, inner.split('.')), {
        ...at,
        path: `${at.path} (${path})`,
      })
    },
  }

  /** One variable, without `${` and `}`: its alternatives are tried in turn. */
  const one = async (variable: string, { path, within }: At): Promise<unknown> => {
    if (within.includes(variable)) throw new Error(`${path}: \${${variable}} needs itself`)
    for (const alternative of alternatives(variable)) {
      const literal = /^'(.*)'$|^"(.*)"$/.exec(alternative)
      if (literal !== null) return literal[1] ?? literal[2]
      if (/^(true|false|null|-?\d+(\.\d+)?)$/.test(alternative)) return JSON.parse(alternative)
      const [, source = '', address = ''] = /^(\w+)(?::|(?=\())(.*)$/.exec(alternative) ?? []
      const find = sources[source]
      if (find === undefined) throw new Error(`${path}: variable \${${variable}} is not known here`)
      const value = await find(address, { path, within: [...within, variable] })
      if (value !== undefined && value !== null) return value
    }
    throw new Error(`${path}: variable \${${variable}} has no value`)
  }

  const fillText = async (text: string, at: At): Promise<unknown> => {
    let filled = text
    for (let round = 0; round < 50; round++) {
      const found = variablePattern.exec(filled)
      if (found === null) return filled
      const [whole, variable = ''] = found
      const value = await one(variable, at)
      if (whole === filled) return value
      filled = filled.slice(0, found.index) + String(value) + filled.slice(found.index + whole.length)
    }
    throw new Error(`${at.path}: more than 50 variables in one text`)
  }

  const fill: Fill = async (value, at) => {
    if (typeof value === 'string') return fillText(value, at)
    if (typeof value !== 'object' || value === null) return value
    const { path, within } = at
    if (Array.isArray(value))
      return Promise.all(value.map((one, index) => fill(one, { path: `${path}[${index}]`, within })))
    const entries = Object.entries(value).map(async ([key, inner]) => [
      key,
      await fill(inner, { path: path === '' ? key : `${path}.${key}`, within }),
    ])
    return Object.fromEntries(await Promise.all(entries))
  }
  return fill
}

/** Innermost first. `${AWS::Region}` and `${LogicalId}` are CloudFormation's and stay. */
const variablePattern = /\$\{((?:sls|aws|opt|env|param|self|file)(?::(?!:)|\()[^${}]*)\}/

/** Splits at commas that are not inside quotes. */
function alternatives(variable: string): readonly string[] {
  return [...variable.matchAll(/(?:'[^']*'|"[^"]*"|[^,'"])+/g)]
    .map(([part]) => part.trim())
    .filter((part) => part !== '')
}

async function readAny(path: string, resolveVariable: (variable: string) => Promise<unknown>): Promise<unknown> {
  if (!/\.c?js$/.test(path)) return readYaml(path)
  const loaded: unknown = createRequire(path)(path)
  if (typeof loaded !== 'function') return loaded
  return loaded({
    options: {},
    resolveVariable: (variable: string) => resolveVariable(variable).catch(() => undefined),
  })
}

function member(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Json)[key] : undefined),
    value,
  )
}
