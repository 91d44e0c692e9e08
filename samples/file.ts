import { gzipSync } from 'node:zlib'

/** A file of the story, as AWS would deliver it. */
export interface SampleFile {
  /** In the bucket's layout where it lies in one; elsewhere a folder for the service that hands it over. */
  readonly path: string
  readonly kind: Kind
  /** When it is delivered, in milliseconds since 1970. */
  readonly time: number
  readonly bytes: Uint8Array
  /** Its size before packing. */
  readonly raw: number
}

export type Kind = 'trail' | 'config-notification' | 'config-history' | 'config-snapshot' | 'subscription' | 'fast-lane'

/** A file that AWS packs with gzip. */
export function packed(kind: Kind, path: string, time: number, content: object): SampleFile {
  const text = JSON.stringify(content)
  return { path, kind, time, bytes: gzipSync(text), raw: text.length }
}

/** A file of plain JSON. `raw` says how much there is of it unpacked, where part of it is packed. */
export function plain(kind: Kind, path: string, time: number, content: object, raw?: number): SampleFile {
  const text = JSON.stringify(content)
  return { path, kind, time, bytes: Buffer.from(text), raw: raw ?? text.length }
}
