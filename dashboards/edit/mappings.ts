import { currentMappings } from '../import/import-mappings.ts';
import { listOf, numberOrNull, recordOf, textOf } from '../import/read-json.ts';
import type { JsonRecord } from '../model/panel.ts';
import { changeAt } from './change-at.ts';

export const MAPPING_KINDS = ['value', 'range', 'regex', 'special'] as const;
export type MappingKind = (typeof MAPPING_KINDS)[number];

/** One value, range, pattern or special value with what is shown for it. */
export interface MappingRow {
  readonly kind: MappingKind;
  /** The value, the pattern, or the name of what is special; of a range where it begins. */
  readonly from: string;
  /** Of a range: where it ends. */
  readonly to: string;
  readonly text: string;
  /** Empty for none. */
  readonly colour: string;
  /** What it was read of; the form keeps the rest of it. */
  readonly mapping: JsonRecord;
  readonly result: JsonRecord;
}

/** `fieldConfig.defaults.mappings`, a row for each thing that is mapped. */
export function mappingRows(mappings: unknown): readonly MappingRow[] {
  return currentMappings(listOf(mappings)).flatMap((mapping) => {
    const kind = MAPPING_KINDS.find((each) => each === mapping.type);
    if (kind === undefined) return [];
    const options = recordOf(mapping.options);
    if (kind === 'value') {
      return Object.entries(options)
        .map(([from, result]) => row({ kind, from, mapping }, recordOf(result)))
        .toSorted((a, b) => orderOf(a.result) - orderOf(b.result));
    }
    const result = recordOf(options.result);
    if (kind === 'range') {
      const { from, to } = options;
      return [{ ...row({ kind, from: textOf(from), mapping }, result), to: textOf(to) }];
    }
    const from = textOf(kind === 'regex' ? options.pattern : options.match);
    return [row({ kind, from, mapping }, result)];
  });
}

function row(
  { kind, from, mapping }: Pick<MappingRow, 'kind' | 'from' | 'mapping'>,
  result: JsonRecord,
): MappingRow {
  const { text, color } = result;
  return { kind, from, to: '', text: textOf(text), colour: textOf(color), mapping, result };
}

function orderOf(result: JsonRecord): number {
  return numberOrNull(result.index) ?? 0;
}

/** An empty row. */
export function newMapping(): MappingRow {
  const mapping: JsonRecord = { type: 'value' };
  return { kind: 'value', from: '', to: '', text: '', colour: '', mapping, result: {} };
}

/** The rows as Grafana writes them; values that stood in one mapping still do. */
export function printMappings(rows: readonly MappingRow[]): readonly JsonRecord[] {
  const made: { of: JsonRecord; json: JsonRecord }[] = [];
  for (const [index, each] of rows.entries()) {
    const result = resultOf(each, index);
    const last = made.at(-1);
    if (each.kind === 'value' && last?.of === each.mapping && last.json.type === 'value') {
      last.json = changeAt(last.json, ['options', each.from], result);
    } else made.push({ of: each.mapping, json: mappingOf(each, result) });
  }
  return made.map(({ json }) => json);
}

function resultOf({ result, text, colour }: MappingRow, index: number): JsonRecord {
  const { color: _, text: __, ...others } = result;
  return {
    ...others,
    ...(text === '' ? {} : { text }),
    ...(colour === '' ? {} : { color: colour }),
    index,
  };
}

function mappingOf({ kind, from, to, mapping }: MappingRow, result: JsonRecord): JsonRecord {
  const base = { ...mapping, type: kind };
  switch (kind) {
    case 'value':
      return { ...base, options: { [from]: result } };
    case 'range':
      return { ...base, options: { from: numberOrNull(from), to: numberOrNull(to), result } };
    case 'regex':
      return { ...base, options: { pattern: from, result } };
    case 'special':
      return { ...base, options: { match: from, result } };
    default:
      return kind satisfies never;
  }
}
