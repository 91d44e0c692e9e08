/** Wakes those who wait for something to look at, so that they need not look all the time. */
export interface Bell {
  ring(): void
  /** Resolves at the next ring, or after so many milliseconds. */
  wait(most: number): Promise<void>
}

/** A bell that nobody waits for yet. */
export function bell(): Bell {
  let waiting = new Set<() => void>()
  return {
    ring() {
      const woken = waiting
      waiting = new Set()
      for (const wake of woken) wake()
    },
    wait(most) {
      return new Promise((resolve) => {
        const timer = setTimeout(wake, most)
        const waiters = waiting.add(wake)
        function wake() {
          clearTimeout(timer)
          waiters.delete(wake)
          resolve()
        }
      })
    },
  }
}
