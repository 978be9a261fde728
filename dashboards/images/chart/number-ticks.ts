import type { ChartAxis } from '../../model/chart.ts';

/** Units that are counted in powers of two, whose round numbers are others. */
const BINARY_UNITS: ReadonlySet<string> = new Set([
  'bytes',
  'bits',
  'kbytes',
  'mbytes',
  'gbytes',
  'binBps',
  'binbps',
]);

/** Multiples at which an axis of plain numbers may be marked. */
const STEPS = [1, 2, 5, 10];
const MOST_TICKS = 50;

/**
 * Round numbers within an axis, `count` of them or a few less.
 *
 * @example numberTicks({ low: 0, high: 9.3 }, 5, 'short') // [0, 2, 4, 6, 8]
 */
export function numberTicks(
  { low, high }: { readonly low: number; readonly high: number },
  count: number,
  unit: string,
): readonly number[] {
  const step = niceStep((high - low) / Math.max(1, count), BINARY_UNITS.has(unit));
  if (!(step > 0) || !Number.isFinite(step)) return [];
  // Not minus zero.
  const first = Math.ceil(low / step - 1e-9) + 0;
  const ticks: number[] = [];
  for (let index = first; ticks.length < MOST_TICKS; index += 1) {
    const tick = rounded(index * step, step);
    if (tick > high + step * 1e-9) break;
    ticks.push(tick);
  }
  return ticks;
}

function niceStep(least: number, isBinary: boolean): number {
  if (!(least > 0)) return 0;
  if (isBinary && least >= 1) {
    const power = 1024 ** Math.floor(Math.log2(least) / 10);
    const part = least / power;
    if (part > 512) return power * 1024;
    const doubled = 2 ** Math.ceil(Math.log2(part));
    return part <= 100 && doubled > 8 ? power * niceStep(part, false) : power * doubled;
  }
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = STEPS.find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Without the dust of multiplying by what is not whole. */
function rounded(value: number, step: number): number {
  const digits = Math.min(15, Math.max(0, 1 - Math.floor(Math.log10(step))));
  return step >= 1 ? value : Number(value.toFixed(digits));
}

/** Powers of the base within an axis, thinned to `count`. */
export function powerTicks(
  { low, high }: { readonly low: number; readonly high: number },
  count: number,
  scale: ChartAxis['scale'],
): readonly number[] {
  const base = scale === 'log2' ? 2 : 10;
  const first = Math.ceil(Math.log(low) / Math.log(base) - 1e-9);
  const last = Math.floor(Math.log(high) / Math.log(base) + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, count)));
  const ticks: number[] = [];
  for (let power = first; power <= last && ticks.length < MOST_TICKS; power += every) {
    ticks.push(base ** power);
  }
  return ticks;
}
