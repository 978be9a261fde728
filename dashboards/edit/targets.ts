import { recordsOf, textOf } from '../import/read-json.ts';
import type { JsonRecord } from '../model/panel.ts';
import { changeElement } from './change-at.ts';
import { languageOf, sourceFor } from './sources.ts';

/** The queries of a panel. */
export function targetsOf(panel: JsonRecord): readonly JsonRecord[] {
  return recordsOf(panel.targets);
}

/** One more query, in the language of the last. */
export function addTarget(board: JsonRecord, panel: JsonRecord): JsonRecord {
  const targets = targetsOf(panel);
  const language = languageOf(board, targets.at(-1)?.datasource ?? panel.datasource) ?? 'promql';
  const made = { refId: freeRefId(targets), datasource: sourceFor(board, language), expr: '' };
  return { ...panel, targets: [...targets, made] };
}

/** A query changed; null takes it away. */
export function changeTarget(
  panel: JsonRecord,
  index: number,
  change: (target: JsonRecord) => JsonRecord | null,
): JsonRecord {
  return { ...panel, targets: changeElement(targetsOf(panel), index, change) };
}

/** The language of a query; null for a data source that is not served here. */
export function targetLanguage(
  board: JsonRecord,
  panel: JsonRecord,
  target: JsonRecord,
): 'promql' | 'logql' | null {
  return languageOf(board, target.datasource ?? panel.datasource);
}

/** What a query answers with: a range of time, one instant, or both. */
export function withAnswers(
  target: JsonRecord,
  answers: 'range' | 'instant' | 'both',
  language: 'promql' | 'logql',
): JsonRecord {
  if (language === 'logql')
    return { ...target, queryType: answers === 'instant' ? answers : 'range' };
  return { ...target, instant: answers !== 'range', range: answers !== 'instant' };
}

/** `A` to `Z`, then `A1`: the first that no query has. */
function freeRefId(targets: readonly JsonRecord[]): string {
  const taken = new Set(targets.map(({ refId }) => textOf(refId)));
  for (let index = 0; ; index += 1) {
    const letter = String.fromCharCode(65 + (index % 26));
    const name = index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
    if (!taken.has(name)) return name;
  }
}
