import { describe, expect, it } from 'vitest'
import { functionArn, partitionOf } from '../shared/arn.ts'
import { resourcesOf } from '../shared/sources/cloudtrail/resources.ts'
import { arnOf } from '../shared/sources/config/arn.ts'

const account = '111122223333'

describe('partitionOf', () => {
  it.each([
    ['eu-central-1', 'aws'],
    ['', 'aws'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-east-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['us-isof-south-1', 'aws-iso-f'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('says that %j is in %s, as does every source', (region, partition) => {
    const shop = `arn:${partition}:lambda:${region}:${account}:function:shop`
    expect(partitionOf(region)).toBe(partition)
    expect(functionArn(region, account, 'shop')).toBe(shop)

    const call = { eventSource: 'lambda.amazonaws.com', requestParameters: { functionName: 'shop' } }
    expect(resourcesOf(call, account, region)).toEqual([{ uid: shop, type: 'AWS::Lambda::Function' }])
    const made = { eventSource: 's3.amazonaws.com', requestParameters: { bucketName: 'shop' } }
    expect(resourcesOf(made, account, region)).toMatchObject([{ uid: `arn:${partition}:s3:::shop` }])

    const item = { resourceId: 'shop', resourceType: 'AWS::S3::Bucket', awsRegion: region, awsAccountId: account }
    expect(arnOf(item as Parameters<typeof arnOf>[0])).toBe(`arn:${partition}:s3:::shop`)
  })
})
