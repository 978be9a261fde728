import { TemplateError } from '../../../platform/gotemplate/template-error.ts';
import { quoteText } from '../../../platform/model/go-quote.ts';

/** Sizes of units by their names in lower case; `kB` is 1,000 and `KiB` 1,024. */
const UNITS: ReadonlyMap<string, number> = new Map(
  ['', 'k', 'm', 'g', 't', 'p', 'e'].flatMap((prefix, power): [string, number][] =>
    power === 0
      ? [
          ['', 1],
          ['b', 1],
        ]
      : [
          [prefix, 1000 ** power],
          [`${prefix}b`, 1000 ** power],
          [`${prefix}i`, 1024 ** power],
          [`${prefix}ib`, 1024 ** power],
        ],
  ),
);

const SIZE = /^([\d.,]*)\s*(.*)$/s;

/** `5 MB`, `1.5KiB`, `42` as whole bytes, as the function `bytes` reads them. */
export function parseSize(text: string): number {
  const [, written = '', unit = ''] = SIZE.exec(text) ?? [];
  const digits = written.replaceAll(',', '');
  if (!/^(?:\d+\.?\d*|\.\d+)$/.test(digits)) {
    throw new TemplateError(`strconv.ParseFloat: parsing ${quoteText(digits)}: invalid syntax`);
  }
  const size = UNITS.get(unit.trim().toLowerCase());
  if (size === undefined)
    throw new TemplateError(`unhandled size name: ${unit.trim().toLowerCase()}`);
  const bytes = Number(digits) * size;
  if (bytes >= 2 ** 64) throw new TemplateError(`too large: ${text}`);
  return Math.trunc(bytes);
}
