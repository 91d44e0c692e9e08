import { lambdaFunction } from './function.ts'
import { identity, managedPolicy, trust } from './identity.ts'
import { eventRule, queue, topic } from './messaging.ts'
import { key, securityGroup, trail } from './perimeter.ts'
import type { Property } from './property.ts'
import { bucket, publicAccess, table } from './storage.ts'

/**
 * The resource types whose drift is watched, what people call them, and their properties with the grade of each change. Who changed it
 * and whether a deployment meant it is not known here, so the grades are modest: high for what lets others in or takes protection
 * away, low for what is worth knowing, medium for a layer that comes or goes, and nothing for the rest.
 */
export const watched: Readonly<Record<string, { readonly label: string; readonly properties: readonly Property[] }>> = {
  'AWS::Lambda::Function': { label: 'Function', properties: lambdaFunction },
  'AWS::IAM::Role': { label: 'Role', properties: [...trust, ...identity('rolePolicyList')] },
  'AWS::IAM::User': { label: 'User', properties: identity('userPolicyList') },
  'AWS::IAM::Policy': { label: 'Policy', properties: managedPolicy },
  'AWS::S3::Bucket': { label: 'Bucket', properties: bucket },
  'AWS::S3::AccountPublicAccessBlock': { label: 'Account', properties: publicAccess },
  'AWS::EC2::SecurityGroup': { label: 'Security group', properties: securityGroup },
  'AWS::SNS::Topic': { label: 'Topic', properties: topic },
  'AWS::SQS::Queue': { label: 'Queue', properties: queue },
  'AWS::DynamoDB::Table': { label: 'Table', properties: table },
  'AWS::Events::Rule': { label: 'Event rule', properties: eventRule },
  'AWS::KMS::Key': { label: 'Key', properties: key },
  'AWS::CloudTrail::Trail': { label: 'Trail', properties: trail },
}
