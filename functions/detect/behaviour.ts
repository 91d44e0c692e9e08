import { detectHandler } from '../../shared/aws/detect-handler.ts'
import { behaviourDetectors } from '../../shared/detectors/index.ts'

export const handler = detectHandler(behaviourDetectors)
