import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/** Changes with every start of the machine. Where the system names no boot, the minute of its start stands in. */
export function readBootId(now: number): string {
  const named = readIfThere('/proc/sys/kernel/random/boot_id')?.trim()
  if (named) return named
  return `booted-${Math.round((now - uptime() * 1000) / 60_000)}`
}

/** Tells a process from a later one with the same pid: its start in clock ticks since boot, where the system says it. */
export function readStartTicks(pid: number): string {
  const stat = readIfThere(`/proc/${pid}/stat`)
  if (stat === undefined) return ''
  // The second field is the program's name in brackets and may hold blanks and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[19] ?? ''
}

export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
