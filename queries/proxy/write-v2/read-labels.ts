import { eachVarint, type WireField } from '../../../platform/wire/protobuf.ts';
import { MAX_LABELS } from '../write-scope.ts';
import { invalid, MAX_NAME_LENGTH, type RequestSymbols } from './request-symbols.ts';

/** Labels, none of them without a name. */
export type LabelPairs = readonly (readonly [name: string, value: string])[];

/**
 * References of a name and a value in turn, of one field after those read before.
 * @throws AppError `invalid` for more than a series may have.
 */
export function readRefs(request: Buffer, field: WireField, refs: number[]): void {
  eachVarint(request, field, (ref) => {
    if (refs.length === 2 * MAX_LABELS) throw invalid(`more than ${MAX_LABELS} labels in a series`);
    refs.push(ref);
  });
}

/**
 * The labels of a series, which are in the order of their names; those without a value are none.
 * @throws AppError `invalid` where the references, their names or their order are not as the
 *   specification has them.
 */
export function readSeriesLabels(refs: readonly number[], symbols: RequestSymbols): LabelPairs {
  if (refs.length === 0) throw invalid('a series without labels');
  const pairs = readPairs(refs, symbols);
  for (let at = 2; at < refs.length; at += 2) {
    const order = symbols.compare(refs[at - 2] ?? 0, refs[at] ?? 0);
    if (order < 0) continue;
    const name = JSON.stringify(pairs[at / 2]?.[0]);
    throw invalid(
      order === 0 ? `the label ${name} twice in a series` : `label ${name} out of order`,
    );
  }
  return pairs.filter(([, value]) => value !== '');
}

/** The labels of an exemplar, in the order in which they came. @throws AppError `invalid`. */
export function readExemplarLabels(refs: readonly number[], symbols: RequestSymbols): LabelPairs {
  const pairs = readPairs(refs, symbols);
  const names = new Set<string>();
  for (const [name] of pairs) {
    if (names.has(name)) throw invalid(`the label ${JSON.stringify(name)} twice in an exemplar`);
    names.add(name);
  }
  return pairs;
}

function readPairs(refs: readonly number[], symbols: RequestSymbols): LabelPairs {
  if (refs.length % 2 !== 0) throw invalid('a label name without a value');
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at < refs.length; at += 2) {
    const name = symbols.text(refs[at] ?? 0);
    if (name === '') throw invalid('a label without a name');
    if (name.length > MAX_NAME_LENGTH) {
      throw invalid(`a label name of more than ${MAX_NAME_LENGTH} characters`);
    }
    pairs.push([name, symbols.text(refs[at + 1] ?? 0)]);
  }
  return pairs;
}
