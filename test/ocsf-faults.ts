import { isIP } from 'node:net'
import { isObject } from '../shared/json.ts'
import { shapes } from './ocsf-schema.ts'

/** Where a finding is not OCSF 1.5.0, by path: unknown fields, missing ones, wrong types, values without meaning, captions that do not fit. */
export function faults(finding: unknown): string[] {
  if (!isObject(finding)) return ['not an object']
  const name = classes[Number(finding.class_uid)]
  if (name === undefined) return [`class_uid: ${finding.class_uid}`]
  const profiles =
    isObject(finding.metadata) && Array.isArray(finding.metadata.profiles) ? finding.metadata.profiles : []
  const sum = finding.type_uid === Number(finding.class_uid) * 100 + Number(finding.activity_id)
  return [...inObject(finding, name, '', profiles), ...(sum ? [] : ['type_uid: not class_uid * 100 + activity_id'])]
}

const classes: Readonly<Record<number, string>> = { 2003: 'compliance_finding', 2004: 'detection_finding' }

function inObject(value: unknown, name: string, path: string, profiles: readonly unknown[]): string[] {
  const shape = shapes[name]
  if (shape === undefined) return [`${path}: no table for ${name}`]
  if (!isObject(value)) return [`${path}: not an object`]
  const known = (field: string) => {
    const profile = shape.fields[field]?.profile
    return shape.fields[field] !== undefined && (profile === undefined || profiles.includes(profile))
  }
  const unknown = Object.keys(value)
    .filter((field) => !known(field))
    .map((field) => `${path}.${field}: unknown`)
  const missing = Object.entries(shape.fields)
    .filter(([field, { required }]) => required && known(field) && !(field in value))
    .map(([field]) => `${path}.${field}: missing`)
  const none =
    shape.atLeastOne && !shape.atLeastOne.some((field) => field in value)
      ? [`${path}: none of ${shape.atLeastOne}`]
      : []
  const wrong = Object.entries(value).flatMap(([field, inner]) => {
    const spec = shape.fields[field]
    if (spec === undefined) return []
    const at = `${path}.${field}`
    const values = spec.list ? inner : [inner]
    if (!Array.isArray(values)) return [`${at}: not a list`]
    const types = values.flatMap((one, index) => inField(one, spec.type, spec.list ? `${at}[${index}]` : at, profiles))
    return [...types, ...meaning(inner, spec.values, at), ...caption(value, inner, spec, at)]
  })
  return [...unknown, ...missing, ...none, ...wrong]
}

function inField(value: unknown, type: string, path: string, profiles: readonly unknown[]): string[] {
  const check = types[type]
  if (check === undefined) return inObject(value, type, path, profiles)
  return check(value) ? [] : [`${path}: not of type ${type}`]
}

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  // Milliseconds: seconds would be a moment in January 1970.
  timestamp: (value) => Number.isSafeInteger(value) && Number(value) > Date.UTC(2000, 0),
  ip: (value) => typeof value === 'string' && isIP(value) !== 0,
  json: (value) => value !== undefined,
}

function meaning(value: unknown, values: Readonly<Record<number, string>> | undefined, path: string): string[] {
  return values === undefined || values[Number(value)] !== undefined ? [] : [`${path}: no value ${value}`]
}

function caption(
  object: Readonly<Record<string, unknown>>,
  value: unknown,
  { values, caption }: { values?: Readonly<Record<number, string>>; caption?: string },
  path: string,
): string[] {
  if (values === undefined || caption === undefined || value === 99 || object[caption] === undefined) return []
  return object[caption] === values[Number(value)] ? [] : [`${path}: ${value} is not ${object[caption]}`]
}
