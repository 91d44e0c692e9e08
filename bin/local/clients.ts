/** The local host's own clients, and the environment that makes a function's clients find the same engines. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'

/** Where each service answers. */
export interface Endpoints {
  readonly dynamodb: string
  /** S3, SQS and SNS. */
  readonly fauxqs: string
  /** EventBridge, Parameter Store and Secrets Manager. */
  readonly fakes: string
}

/** Everything here lives in the region of the samples, which logs do not name but their host does, and in the account that fauxqs knows. */
export const place = { region: 'eu-west-1', account: '000000000000' } as const

/** Clients of all engines. */
export type Clients = ReturnType<typeof clientsOf>

/** One client for each service that the host itself calls. */
export function clientsOf({ dynamodb, fauxqs }: Endpoints) {
  const common = { region: place.region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
  return {
    dynamodb: new DynamoDBClient({ ...common, endpoint: dynamodb }),
    streams: new DynamoDBStreamsClient({ ...common, endpoint: dynamodb }),
    s3: new S3Client({ ...common, endpoint: fauxqs }),
    sns: new SNSClient({ ...common, endpoint: fauxqs }),
    sqs: new SQSClient({ ...common, endpoint: fauxqs }),
  }
}

/** What Lambda puts into a function's environment, with the SDK's own variables for other endpoints. */
export function environmentOf(
  { dynamodb, fauxqs, fakes }: Endpoints,
  name: string,
  memory: number,
): Readonly<Record<string, string>> {
  return {
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    _HANDLER: 'index.handler',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_S3: fauxqs,
    AWS_ENDPOINT_URL_SNS: fauxqs,
    AWS_ENDPOINT_URL_SQS: fauxqs,
    AWS_ENDPOINT_URL_EVENTBRIDGE: fakes,
    AWS_ENDPOINT_URL_SSM: fakes,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: fakes,
  }
}
