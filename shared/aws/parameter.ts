import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'

/** The value of a parameter of Systems Manager Parameter Store, decrypted. */
export async function parameter(name: string, abortSignal: AbortSignal): Promise<string | undefined> {
  const get = new GetParameterCommand({ Name: name, WithDecryption: true })
  return (await new SSMClient().send(get, { abortSignal })).Parameter?.Value
}
