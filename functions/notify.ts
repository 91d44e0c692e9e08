import { notifyHandler } from '../shared/aws/notify-handler.ts'

export const handler = notifyHandler()
