/** Which function wrote to a log stream: told from the names that Lambda gives to groups and streams, never from what was written. */
export interface Place {
  readonly name?: string
  /** The version that a stream is for; every START in it names the same one. */
  readonly version?: string
  /** A replica of Lambda@Edge: it runs and logs everywhere, the function itself lives in us-east-1. */
  readonly edge: boolean
}

/**
 * The stream is asked first: in a group that several functions share, even one called `/aws/lambda/<other>`, Lambda writes
 * `YYYY/MM/DD/<function>[<version>]<hash>`; in a function's own group the stream is `YYYY/MM/DD/[<version>]<hash>`.
 */
export function placeOf(logGroup: string, logStream: string): Place {
  const { name, version } = stream.exec(logStream)?.groups ?? {}
  const { edge, own } = group.exec(logGroup)?.groups ?? {}
  const known = name || own
  return { ...(known && { name: known }), ...(version && { version }), edge: edge !== undefined && !name }
}

const stream =
  /^\d{4}\/\d\d\/\d\d\/(?<name>[A-Za-z0-9_-]{0,140})\[(?<version>\$LATEST(?:\.PUBLISHED)?|\d{1,19})\][A-Za-z0-9]{1,64}$/
const group = /^\/aws\/lambda\/(?<edge>us-east-1\.)?(?<own>[A-Za-z0-9_-]{1,140})$/
