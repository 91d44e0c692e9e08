/**
 * Whether an ARN in a condition is one account's: its account is spelt out, or it is of a kind whose name alone is one of a kind in
 * the world, as a bucket's is. `arn:aws:s3:*:*:uploads` is; `arn:aws:iam::*:role/admin` is not, since anyone can have such a role.
 */
export function isPinnedArn(value: string): boolean {
  const [arn, , service = '', , account = '', ...rest] = value.split(':')
  if (arn !== 'arn' || value.includes('${')) return false
  if (/^\d{12}$/.test(account)) return true
  const name = rest.join(':').split('/', 1)[0]!
  return service === 's3' && name !== '' && !/[*?]/.test(name)
}

/** The account that a value names: `111122223333`, or an ARN with one. */
export function accountIn(value: string): string | undefined {
  return /^(\d{12})$|^arn:[^:]*:[^:]*:[^:]*:(\d{12})(?::|$)/.exec(value.slice(0, 2_048))?.slice(1).find(Boolean)
}

/**
 * Whether a range of addresses keeps most of the world out. S3 calls a policy public where the range is wider than /8, or /32 of IPv6,
 * and so does this. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function isPinnedRange(value: string): boolean {
  const [address = '', bits, more] = value.trim().split('/')
  if (more !== undefined || !/^[\d.]+$|^[\da-f:.]*:[\da-f:.]*$/i.test(address)) return false
  const isSix = address.includes(':')
  if (bits === undefined) return true
  return /^\d{1,3}$/.test(bits) && Number(bits) >= (isSix ? 32 : 8)
}
