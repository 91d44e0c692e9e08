import { anyOf } from './pattern.ts'

/**
 * Whether an action, or a pattern of actions, can be more than reading. AWS names what reads by a verb; a pattern that ends before its verb
 * does (`s3:*`, `s3:*Object`) can be anything.
 */
export function canWrite(pattern: string): boolean {
  const name = pattern.slice(pattern.indexOf(':') + 1)
  const fixed = /^[^*?]*/.exec(name)![0]
  if (writesDespiteItsName.has(pattern.toLowerCase())) return true
  return !readVerbs.test(fixed)
}

/** The actions that give, widen or take away permissions among those that a pattern stands for. */
export function permissionActions(pattern: string): readonly string[] {
  if (!/[*?]/.test(pattern)) return byName.get(pattern.toLowerCase()) ?? []
  const isMeant = anyOf([pattern])
  return permissionsManagement.filter(isMeant)
}

const readVerbs =
  /^(get|list|describe|batchget|batchdescribe|batchlist|search|lookup|query|scan|select|head|view|read|check|simulate|discover|count|download|detect|estimate|preview|validate|is|calculate|filter|partiqlselect|conditioncheck|transactget|receive)/i

/** Reads by name, and hands out what acts: tokens and credentials. */
const writesDespiteItsName: ReadonlySet<string> = new Set([
  'sts:getfederationtoken',
  'sts:getsessiontoken',
  'cognito-identity:getcredentialsforidentity',
  'cognito-identity:getid',
  'cognito-identity:getopenidtoken',
  'cognito-identity:getopenidtokenfordeveloperidentity',
  'ecr:getauthorizationtoken',
  'redshift:getclustercredentials',
  'redshift-serverless:getcredentials',
  'sso:getrolecredentials',
  'connect:getfederationtoken',
])

/**
 * What manages permissions: AWS's own level of that name, as far as the services that hold data, code or identities go, and what AWS counts as
 * a mere write though it hands on power (`iam:PassRole`, `iam:CreateAccessKey`, `sts:AssumeRole`).
 */
const permissionsManagement: readonly string[] = Object.entries({
  'acm-pca': 'CreatePermission DeletePermission DeletePolicy PutPolicy',
  apigateway: 'UpdateRestApiPolicy SetWebACL CreateAccessAssociation',
  backup: 'DeleteBackupVaultAccessPolicy PutBackupVaultAccessPolicy PutBackupVaultSharingPolicy',
  codeartifact:
    'PutDomainPermissionsPolicy DeleteDomainPermissionsPolicy PutRepositoryPermissionsPolicy DeleteRepositoryPermissionsPolicy',
  codebuild: 'DeleteResourcePolicy PutResourcePolicy',
  'cognito-identity': 'SetIdentityPoolRoles',
  dynamodb: 'DeleteResourcePolicy PutResourcePolicy',
  ec2: 'ModifyImageAttribute ModifySnapshotAttribute ResetSnapshotAttribute CreateNetworkInterfacePermission DisableImageBlockPublicAccess DisableSnapshotBlockPublicAccess ModifyVpcEndpointServicePermissions PutResourcePolicy AssociateIamInstanceProfile ReplaceIamInstanceProfileAssociation',
  ecr: 'DeleteRegistryPolicy DeleteRepositoryPolicy PutRegistryPolicy SetRepositoryPolicy',
  'ecr-public': 'SetRepositoryPolicy DeleteRepositoryPolicy',
  elasticfilesystem: 'DeleteFileSystemPolicy PutFileSystemPolicy',
  es: 'CreateDomain UpdateDomainConfig AuthorizeVpcEndpointAccess AddDirectQueryDataSource',
  events: 'PutPermission RemovePermission PutResourcePolicy DeleteResourcePolicy',
  glacier: 'SetVaultAccessPolicy DeleteVaultAccessPolicy InitiateVaultLock',
  glue: 'PutResourcePolicy DeleteResourcePolicy',
  iam: 'AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile AddUserToGroup AttachGroupPolicy AttachRolePolicy AttachUserPolicy CreateAccessKey CreateLoginProfile CreateOpenIDConnectProvider CreatePolicy CreatePolicyVersion CreateRole CreateSAMLProvider CreateServiceSpecificCredential CreateUser DeactivateMFADevice DeleteAccountPasswordPolicy DeleteGroupPolicy DeletePolicy DeletePolicyVersion DeleteRolePermissionsBoundary DeleteRolePolicy DeleteUserPermissionsBoundary DeleteUserPolicy DetachGroupPolicy DetachRolePolicy DetachUserPolicy PassRole PutGroupPolicy PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary PutUserPolicy ResetServiceSpecificCredential SetDefaultPolicyVersion UpdateAccessKey UpdateAssumeRolePolicy UpdateLoginProfile UpdateOpenIDConnectProviderThumbprint UpdateSAMLProvider UploadSigningCertificate UploadSSHPublicKey',
  iot: 'AttachPolicy AttachPrincipalPolicy CreatePolicy CreatePolicyVersion SetDefaultPolicyVersion',
  kinesis: 'PutResourcePolicy DeleteResourcePolicy',
  kms: 'CreateGrant PutKeyPolicy RetireGrant RevokeGrant',
  lakeformation: 'BatchGrantPermissions BatchRevokePermissions GrantPermissions PutDataLakeSettings RevokePermissions',
  lambda:
    'AddLayerVersionPermission AddPermission DeleteResourcePolicy DisableReplication EnableReplication PutResourcePolicy RemoveLayerVersionPermission RemovePermission',
  logs: 'DeleteResourcePolicy PutResourcePolicy PutDestinationPolicy',
  organizations:
    'AttachPolicy CreatePolicy DeletePolicy DeleteResourcePolicy DetachPolicy DisablePolicyType LeaveOrganization PutResourcePolicy RegisterDelegatedAdministrator UpdatePolicy',
  ram: 'AcceptResourceShareInvitation AssociateResourceShare AssociateResourceSharePermission CreateResourceShare EnableSharingWithAwsOrganization',
  rds: 'AddRoleToDBCluster AddRoleToDBInstance AuthorizeDBSecurityGroupIngress ModifyDBClusterSnapshotAttribute ModifyDBSnapshotAttribute',
  redshift:
    'AuthorizeDataShare AuthorizeEndpointAccess AuthorizeSnapshotAccess ModifyClusterIamRoles PutResourcePolicy',
  rolesanywhere: 'CreateProfile CreateTrustAnchor EnableTrustAnchor UpdateProfile UpdateTrustAnchor',
  s3: 'BypassGovernanceRetention CreateAccessGrant CreateAccessGrantsLocation DeleteAccessPointPolicy DeleteBucketPolicy ObjectOwnerOverrideToBucketOwner PutAccessPointPolicy PutAccessPointPublicAccessBlock PutAccountPublicAccessBlock PutBucketAcl PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock PutObjectAcl PutObjectVersionAcl',
  secretsmanager: 'DeleteResourcePolicy PutResourcePolicy',
  servicecatalog: 'CreatePortfolioShare UpdatePortfolioShare',
  ses: 'CreateEmailIdentityPolicy PutIdentityPolicy UpdateEmailIdentityPolicy',
  signer: 'AddProfilePermission RemoveProfilePermission',
  sns: 'AddPermission RemovePermission SetTopicAttributes',
  sqs: 'AddPermission RemovePermission SetQueueAttributes',
  ssm: 'DeleteResourcePolicy ModifyDocumentPermission PutResourcePolicy',
  sso: 'AttachCustomerManagedPolicyReferenceToPermissionSet AttachManagedPolicyToPermissionSet CreateAccountAssignment DeletePermissionsBoundaryFromPermissionSet PutInlinePolicyToPermissionSet PutPermissionsBoundaryToPermissionSet UpdatePermissionSet',
  sts: 'AssumeRole AssumeRoot',
}).flatMap(([service, names]) => names.split(' ').map((name) => `${service}:${name}`))

const byName: ReadonlyMap<string, readonly string[]> = new Map(
  permissionsManagement.map((action) => [action.toLowerCase(), [action]]),
)
