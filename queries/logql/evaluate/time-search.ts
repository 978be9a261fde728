/** Position of the first time that is not before `timeNs`. @param times ascending */
export function firstNotBefore(times: BigInt64Array, timeNs: bigint): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0n) < timeNs) low = middle + 1;
    else high = middle;
  }
  return low;
}
