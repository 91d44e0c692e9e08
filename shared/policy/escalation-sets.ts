/** A way to more rights than one was given: who holds all of its actions can take it. */
export interface EscalationSet {
  readonly name: string
  /** All are needed; of several behind one another with `|`, any one. */
  readonly actions: readonly string[]
  /** The service that a role has to be passed to, which a condition on `iam:PassedToService` may rule out. */
  readonly passesTo?: string
}

/** The ways that are known. A longer set is listed only where no shorter one in it is. */
export const escalationSets: readonly EscalationSet[] = [
  // More rights for oneself, in one call.
  set('iam-create-policy-version', 'iam:CreatePolicyVersion'),
  set('iam-set-default-policy-version', 'iam:SetDefaultPolicyVersion'),
  set('iam-put-role-policy', 'iam:PutRolePolicy'),
  set('iam-put-user-policy', 'iam:PutUserPolicy'),
  set('iam-put-group-policy', 'iam:PutGroupPolicy'),
  set('iam-attach-role-policy', 'iam:AttachRolePolicy'),
  set('iam-attach-user-policy', 'iam:AttachUserPolicy'),
  set('iam-attach-group-policy', 'iam:AttachGroupPolicy'),
  set('iam-add-user-to-group', 'iam:AddUserToGroup'),
  set('iam-remove-boundary', 'iam:DeleteRolePermissionsBoundary|iam:DeleteUserPermissionsBoundary'),
  set('iam-remove-denial', 'iam:DeleteRolePolicy|iam:DetachRolePolicy|iam:DeleteUserPolicy|iam:DetachUserPolicy'),
  // Becoming another.
  set('iam-create-access-key', 'iam:CreateAccessKey'),
  set('iam-create-login-profile', 'iam:CreateLoginProfile'),
  set('iam-update-login-profile', 'iam:UpdateLoginProfile'),
  set('iam-update-assume-role-policy', 'iam:UpdateAssumeRolePolicy'),
  set('sts-assume-any-role', 'sts:AssumeRole'),
  // Running code with the rights of what is there.
  set('lambda-replace-code', 'lambda:UpdateFunctionCode'),
  set('lambda-change-configuration', 'lambda:UpdateFunctionConfiguration'),
  set('cloudformation-update-stack', 'cloudformation:UpdateStack'),
  set('cloudformation-change-set', 'cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'),
  set('codebuild-start-build', 'codebuild:StartBuild|codebuild:StartBuildBatch'),
  set('ec2-change-instance', 'ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'),
  set('ec2-change-launch-template', 'ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'),
  set(
    'ec2-instance-connect',
    'ec2-instance-connect:SendSSHPublicKey|ec2-instance-connect:SendSerialConsoleSSHPublicKey',
  ),
  set('ssm-start-session', 'ssm:StartSession'),
  set('ssm-send-command', 'ssm:SendCommand'),
  set('glue-change-dev-endpoint', 'glue:UpdateDevEndpoint'),
  set('sagemaker-open-notebook', 'sagemaker:CreatePresignedNotebookInstanceUrl'),
  set(
    'sagemaker-change-notebook',
    'sagemaker:CreateNotebookInstanceLifecycleConfig|sagemaker:UpdateNotebookInstanceLifecycleConfig',
    'sagemaker:StopNotebookInstance',
    'sagemaker:UpdateNotebookInstance',
    'sagemaker:StartNotebookInstance',
  ),
  set('apprunner-update-service', 'apprunner:UpdateService'),
  set(
    'bedrock-use-code-interpreter',
    'bedrock-agentcore:StartCodeInterpreterSession',
    'bedrock-agentcore:InvokeCodeInterpreter',
  ),
  // Running code with a role that one passes.
  passing(
    'lambda-new-function',
    'lambda.amazonaws.com',
    'lambda:CreateFunction',
    'lambda:InvokeFunction|lambda:AddPermission|lambda:CreateEventSourceMapping|lambda:CreateFunctionUrlConfig',
  ),
  passing('cloudformation-new-stack', 'cloudformation.amazonaws.com', 'cloudformation:CreateStack'),
  passing(
    'cloudformation-new-stack-set',
    'cloudformation.amazonaws.com',
    'cloudformation:CreateStackSet',
    'cloudformation:CreateStackInstances',
  ),
  passing('cloudformation-update-stack-set', 'cloudformation.amazonaws.com', 'cloudformation:UpdateStackSet'),
  passing(
    'codebuild-new-project',
    'codebuild.amazonaws.com',
    'codebuild:CreateProject|codebuild:UpdateProject',
    'codebuild:StartBuild|codebuild:StartBuildBatch',
  ),
  passing(
    'ec2-new-instance',
    'ec2.amazonaws.com',
    'ec2:RunInstances|ec2:RequestSpotInstances|ec2:RequestSpotFleet|ec2:CreateFleet',
  ),
  passing(
    'ecs-new-task',
    'ecs-tasks.amazonaws.com',
    'ecs:RegisterTaskDefinition',
    'ecs:RunTask|ecs:CreateService|ecs:UpdateService|ecs:StartTask',
  ),
  passing('glue-new-dev-endpoint', 'glue.amazonaws.com', 'glue:CreateDevEndpoint'),
  passing('glue-new-job', 'glue.amazonaws.com', 'glue:CreateJob|glue:UpdateJob', 'glue:StartJobRun|glue:CreateTrigger'),
  passing(
    'datapipeline-new-pipeline',
    'datapipeline.amazonaws.com',
    'datapipeline:CreatePipeline',
    'datapipeline:PutPipelineDefinition',
    'datapipeline:ActivatePipeline',
  ),
  passing(
    'sagemaker-new-notebook-or-job',
    'sagemaker.amazonaws.com',
    'sagemaker:CreateNotebookInstance|sagemaker:CreateTrainingJob|sagemaker:CreateProcessingJob',
  ),
  passing('apprunner-new-service', 'tasks.apprunner.amazonaws.com', 'apprunner:CreateService'),
  passing(
    'states-new-machine',
    'states.amazonaws.com',
    'states:CreateStateMachine|states:UpdateStateMachine',
    'states:StartExecution|states:StartSyncExecution',
  ),
  passing('scheduler-new-schedule', 'scheduler.amazonaws.com', 'scheduler:CreateSchedule|scheduler:UpdateSchedule'),
  passing('ssm-new-automation', 'ssm.amazonaws.com', 'ssm:StartAutomationExecution'),
  passing(
    'bedrock-new-code-interpreter',
    'bedrock-agentcore.amazonaws.com',
    'bedrock-agentcore:CreateCodeInterpreter',
    'bedrock-agentcore:StartCodeInterpreterSession',
    'bedrock-agentcore:InvokeCodeInterpreter',
  ),
]

function set(name: string, ...actions: readonly string[]): EscalationSet {
  return { name, actions }
}

function passing(name: string, passesTo: string, ...actions: readonly string[]): EscalationSet {
  return { name, actions: ['iam:PassRole', ...actions], passesTo }
}
