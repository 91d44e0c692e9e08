import { fileURLToPath } from 'node:url'
import { place } from './clients.ts'
import { declaredIn, type Estate } from './declared.ts'
import { readServerless } from './serverless-file.ts'

/** What this project's own `serverless.yml` declares, as it stands on this machine. */
export async function estateOf(
  params: Readonly<Record<string, string>> = {},
  sqs = 'http://127.0.0.1',
): Promise<Estate> {
  const path = fileURLToPath(new URL('../../serverless.yml', import.meta.url))
  const config = await readServerless(path, { stage: 'local', region: place.region, account: place.account, params })
  return declaredIn(config, { ...place, sqs })
}
