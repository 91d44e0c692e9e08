/** The partition that a region is in: the part of an ARN that no record tells apart from its region. */
export function partitionOf(region: string): string {
  return partitions.find(([start]) => region.startsWith(start))?.[1] ?? 'aws'
}

/** The ARN of what a region, or its partition, has under this name: `lambda:eu-central-1:111122223333:function:shop`. */
export function arnIn(region: string, name: string): string {
  return `arn:${partitionOf(region)}:${name}`
}

/** The ARN of a Lambda function, with its qualifier where the name has one. */
export function functionArn(region: string, account: string, name: string): string {
  return arnIn(region, `lambda:${region}:${account}:function:${name}`)
}

/** Every partition but `aws`, by what its regions begin with. */
const partitions = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
] as const
