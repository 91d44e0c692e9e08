import * as v from 'valibot'
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import { noSettings, type Settings } from '../shared/settings.ts'

/** A settings file that says something nobody understands; the message says what, and where. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings'
}

/** Reads `vedette.config.yml`. Throws InvalidSettings, with the line, for anything that is not known: a typo would otherwise be silence. */
export function readSettings(text: string, file: string): Settings {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const refuse = (message: string, offset = 0): never => {
    throw new InvalidSettings(`${file}:${lines.linePos(offset).line}: ${message}`)
  }
  const fault = document.errors[0] ?? document.warnings[0]
  if (fault !== undefined) refuse(fault.message, fault.pos[0])
  const source: unknown = document.toJS({ maxAliasCount: 0 }) ?? {}
  if (Array.isArray(source)) refuse('has to be a map of deployers and organisation')
  const { success, output, issues } = v.safeParse(schema, source)
  if (success) return output
  const [issue] = issues
  const path = (issue.path ?? []).map(({ key }) => key as string | number)
  const place = path.length === 0 ? '' : `${path.join('.')}: `
  return refuse(`${place}${issue.message}`, startOf(document, path))
}

const account = v.pipe(
  v.string('has to be an account id in quotes: "111122223333"'),
  v.regex(/^\d{12}$/, 'has to be an account id of 12 digits'),
)

/** A pattern may leave the account open, and stands for one's own then; what follows has to be a role or a user. */
const deployer = v.pipe(
  v.string('has to be the ARN of a role or user'),
  v.maxLength(300, 'is longer than an ARN'),
  v.check((arn) => !/^arn:[^:]*:sts:/.test(arn), 'is a session; name its role, arn:aws:iam::111122223333:role/…'),
  v.regex(
    /^arn:aws[\w-]*:iam::(\d{12}|\*):(role|user)\/[\w+=,.@/*-]+$/,
    'has to be the ARN of a role or user, * for any text: arn:aws:iam::111122223333:role/deploy-*',
  ),
  v.check((arn) => /[\w+=,.@-]/.test(arn.slice(arn.indexOf('/') + 1)), 'is every role there is'),
)

const organisation = v.strictObject(
  {
    id: v.exactOptional(
      v.pipe(v.string(), v.regex(/^o-[a-z0-9]{10,32}$/, 'has to be an organisation id: o-a1b2c3d4e5')),
    ),
    accounts: v.optional(v.pipe(v.array(account, 'has to be a list of account ids'), v.maxLength(10_000)), []),
  },
  unknownKey(['id', 'accounts']),
)

const schema = v.strictObject(
  {
    deployers: v.optional(v.pipe(v.array(deployer, 'has to be a list of ARNs'), v.maxLength(1_000)), []),
    organisation: v.optional(organisation, noSettings.organisation),
  },
  unknownKey(['deployers', 'organisation']),
)

/** Valibot says one message for a stranger and for what is no map at all. */
function unknownKey(keys: readonly string[]): (issue: v.StrictObjectIssue) => string {
  return ({ expected }) =>
    expected === 'never' ? `unknown key; there are ${keys.join(' and ')}` : `has to be a map of ${keys.join(' and ')}`
}

/** Where the key of a place stands; in a list, where the entry does; where nothing stands there, the nearest above. */
function startOf(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const last = path[length - 1]
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true)
    const key = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === last)?.key : undefined
    const node = key ?? document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}
