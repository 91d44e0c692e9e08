import type { Statement } from './document.ts'

/** The services all of whose resources an identity policy's statement is about, and `*` where it is about everything. */
export function wholeServices({ resources, notResources }: Statement): ReadonlySet<string> {
  return new Set([
    ...(notResources.length > 0 ? ['*'] : []),
    ...resources.flatMap((resource) => wholeService(resource) ?? []),
  ])
}

/** `*` and its longer spellings are everything; `arn:aws:s3:::*` and `arn:aws:iam::111122223333:*` are all of a service. */
function wholeService(resource: string): string | undefined {
  if (/^(\*+|arn:\*+)$/.test(resource)) return '*'
  const [arn, partition, service = '', , account = '', ...rest] = resource.split(':')
  if (
    arn !== 'arn' ||
    partition === undefined ||
    rest.length === 0 ||
    !rest.every((part) => /^\*+(\/\*+)?$/.test(part))
  )
    return undefined
  if (!/^(\*+|\d{12}|)$/.test(account)) return undefined
  return /^\*+$/.test(service) ? '*' : service.toLowerCase()
}

/**
 * Whether a statement is about more than resources that it picks by name: everything, all of a service or of a kind (`role/*`). A name, a
 * prefix of names (`role/shop-*`) or the caller's own (`user/${aws:username}`) is what least privilege looks like.
 */
export function isUnpicked(statement: Statement): boolean {
  return wholeServices(statement).size > 0 || statement.resources.some(isWholeKind)
}

/** `arn:aws:iam::*:role/*`, `arn:aws:iam::*:role/service-role/*`, `arn:aws:lambda:*:*:function:*`: of a kind, every name. */
function isWholeKind(resource: string): boolean {
  return /^arn:[^:]*:[^:]*:[^:]*:[^:]*:[\w-]+([/:][\w-]*)*[/:]\*+$/.test(resource)
}
