import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** How large the space for young objects may grow, in bytes. */
const young = 16 * 1024 * 1024

/**
 * Keeps this process small, whatever it reads. V8 collects late where the machine has memory: over 200,000 records, of which 15 MB are
 * needed at a time, it grew to 400 MB, and so to 156 MB in the same time. Gives a function to call between batches: it stops the space for
 * young objects once it is large enough, for stopped at the start (1 MB) it costs twice the time. There is no such setting from within but
 * V8's flags, and a worker's limits would put its thread between us and standard output.
 */
export function smallHeap(): () => void {
  setFlagsFromString('--heap-growing-percent=50')
  let stopped = false
  return () => {
    if (stopped || youngSpace() < young) return
    setFlagsFromString('--semi-space-growth-factor=1')
    stopped = true
  }
}

function youngSpace(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0
}
