import type { VariableOption } from '../model/dashboard.ts';

type Compare = (a: VariableOption, b: VariableOption) => number;

const plain: Compare = (a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);
const anyCase: Compare = (a, b) => {
  const [left, right] = [a.text.toLowerCase(), b.text.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
};
const numeric: Compare = (a, b) => firstNumber(a.text) - firstNumber(b.text);
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const natural: Compare = (a, b) => collator.compare(a.text, b.text);
const COMPARES: readonly Compare[] = [plain, numeric, anyCase, natural];

/**
 * Grafana's kinds of order: 0 as found; 1, 2 alphabetical up and down; 3, 4 by the first number;
 * 5, 6 alphabetical in any case; 7, 8 natural (`a2` before `a10`). Others are 0.
 */
export function sortOptions(
  options: readonly VariableOption[],
  sort: number,
): readonly VariableOption[] {
  const compare = COMPARES[Math.ceil(sort / 2) - 1];
  if (sort < 1 || compare === undefined) return options;
  const sorted = [...options].sort(compare);
  return sort % 2 === 0 ? sorted.reverse() : sorted;
}

/** Texts without a number come first. */
function firstNumber(text: string): number {
  const found = /-?\d+(?:\.\d+)?/.exec(text);
  return found === null ? -1 : Number(found[0]);
}
