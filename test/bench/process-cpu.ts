import { readFileSync } from 'node:fs';

/** The kernel's clock ticks each second; Linux says 100 to user space on every architecture. */
const ticksPerSecond = 100;

/** CPU time that a process and its children have used, in microseconds (10 ms resolution each). */
export function processCpuUs(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  const ids = children.filter((id) => id !== '').map(Number);
  return ids.reduce((sum, id) => sum + ownCpuUs(id), ownCpuUs(pid));
}

function ownCpuUs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; after it utime and stime are fields 12 and 13.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return (ticks / ticksPerSecond) * 1_000_000;
}
