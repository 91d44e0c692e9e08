import { detectHandler } from '../../shared/aws/detect-handler.ts'
import { driftDetectors } from '../../shared/detectors/index.ts'

export const handler = detectHandler(driftDetectors)
