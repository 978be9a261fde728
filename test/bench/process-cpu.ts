import { readFileSync } from 'node:fs';

/** The kernel's clock ticks each second; Linux says 100 to user space on every architecture. */
const ticksPerSecond = 100;

/** CPU time that a process and all its threads have used, in microseconds (10 ms resolution). */
export function processCpuUs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; after it utime and stime are fields 12 and 13.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return (ticks / ticksPerSecond) * 1_000_000;
}
