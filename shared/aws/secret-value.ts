import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'

/** The value of a secret of Secrets Manager. */
export async function secretValue(id: string, abortSignal: AbortSignal): Promise<string | undefined> {
  return (await new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: id }), { abortSignal }))
    .SecretString
}
