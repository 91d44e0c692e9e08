// Written by bin/pack-settings.ts from vedette.config.yml (npm run build). Do not edit.
import type { Settings } from './settings.ts'

/** What this deployment is told about its accounts. */
// biome-ignore format: written by a program
export const settings: Settings = {"deployers":[],"organisation":{"accounts":[]}}
