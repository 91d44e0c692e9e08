import { arnIn } from '../../arn.ts'
import type { ConfigurationItem } from './item.ts'

/** What each type's ARN is made of, after `arn:partition:`, where its resource id is the last part of it. */
const forms: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'lambda:{region}:{account}:function:',
  'AWS::DynamoDB::Table': 'dynamodb:{region}:{account}:table/',
  'AWS::S3::Bucket': 's3:::',
  'AWS::Kinesis::Stream': 'kinesis:{region}:{account}:stream/',
  'AWS::KMS::Key': 'kms:{region}:{account}:key/',
  'AWS::EC2::SecurityGroup': 'ec2:{region}:{account}:security-group/',
  'AWS::EC2::Instance': 'ec2:{region}:{account}:instance/',
  'AWS::EC2::Volume': 'ec2:{region}:{account}:volume/',
  'AWS::EC2::VPC': 'ec2:{region}:{account}:vpc/',
  'AWS::EC2::Subnet': 'ec2:{region}:{account}:subnet/',
  'AWS::EC2::NetworkInterface': 'ec2:{region}:{account}:network-interface/',
  'AWS::EC2::NetworkAcl': 'ec2:{region}:{account}:network-acl/',
  'AWS::EC2::RouteTable': 'ec2:{region}:{account}:route-table/',
  'AWS::EC2::InternetGateway': 'ec2:{region}:{account}:internet-gateway/',
}

/** Where a configuration tells its own ARN; an IAM resource's id is not in its ARN, and its path would be missing from a built one. */
const own = ['arn', 'Arn', 'functionArn', 'tableArn', 'TopicArn', 'QueueArn', 'trailARN', 'CodeSigningConfigArn']

/** The resource's ARN: as the item says it, as its configuration says it, or built from its id where the type allows that. */
export function arnOf(item: ConfigurationItem): string | undefined {
  if (item.ARN) return item.ARN
  const { resourceId: id, resourceType, configuration } = item
  const told = [id, ...own.map((name) => configuration?.[name])].find(
    (arn) => typeof arn === 'string' && /^arn:/.test(arn),
  )
  if (typeof told === 'string') return told
  const { awsRegion: region, awsAccountId: account } = item
  const form = forms[resourceType]
  if (!form || (form.includes('{') && !(region && account))) return undefined
  return arnIn(region ?? '', `${form.replace('{region}', region ?? '').replace('{account}', account ?? '')}${id}`)
}
