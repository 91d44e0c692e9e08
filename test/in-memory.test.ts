import { describe } from 'vitest'
import { inMemory } from '../shared/in-memory.ts'
import { testMemory } from './contracts/memory.ts'

describe('memory in the process', () => testMemory(inMemory))
