/** Sizes of units by their lower-case names; `kB` is 1,000 and `KiB` 1,024. */
const UNITS: ReadonlyMap<string, number> = new Map(
  ['', 'k', 'm', 'g', 't', 'p'].flatMap((prefix, power): [string, number][] =>
    power === 0
      ? [['b', 1]]
      : [
          [prefix, 1000 ** power],
          [`${prefix}b`, 1000 ** power],
          [`${prefix}i`, 1024 ** power],
          [`${prefix}ib`, 1024 ** power],
        ],
  ),
);

const SIZE = /^([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([a-z]+)$/;

/** One more than the largest count of bytes that Loki can hold. */
const TOO_MANY = 2 ** 64;

/** Reads `5kB`, `2.5KiB`, `10M` as whole bytes, cut off; `null` when it is none. */
export function readBytes(text: string): number | null {
  const [, digits = '', unit = ''] = SIZE.exec(text.toLowerCase()) ?? [];
  const size = UNITS.get(unit);
  if (size === undefined) return null;
  const bytes = Math.trunc(Number(digits) * size);
  return bytes < TOO_MANY ? bytes : null;
}

/** Whole bytes as LogQL reads them back: `2560B`. */
export function printBytes(bytes: number): string {
  return `${BigInt(bytes)}B`;
}
