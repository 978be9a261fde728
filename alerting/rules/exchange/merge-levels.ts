import { labelsKey } from '../../../platform/model/labels.ts';
import type { RuleDraft } from '../rule-draft.ts';
import { isSameLeft } from './split-threshold.ts';

/** More rules of the same name and texts than this are not compared with each other. */
const MAX_COMPARED = 32;

/**
 * Joins alerts of one group into rules of several levels: those of the same name, labels,
 * annotations and links that compare the same expression with a threshold, each at its own severity.
 */
export class LevelMerger {
  readonly #ladder: readonly string[];
  readonly #drafts: RuleDraft[] = [];
  /** Indexes of drafts that differ in expression and levels only. */
  readonly #alike = new Map<string, number[]>();

  constructor(ladder: readonly string[]) {
    this.#ladder = ladder;
  }

  get drafts(): readonly RuleDraft[] {
    return this.#drafts;
  }

  /** Where the draft went: a rule of its own, or further levels of one that is there already. */
  add(draft: RuleDraft): { readonly index: number; readonly isMerged: boolean } {
    const key = keyOf(draft);
    const alike = this.#alike.get(key) ?? [];
    const found = alike.find((index) => canJoin(this.#drafts[index], draft));
    if (found !== undefined) {
      const levels = [...(this.#drafts[found]?.levels ?? []), ...draft.levels];
      this.#drafts[found] = { ...draft, ...this.#drafts[found], levels: this.#ordered(levels) };
      return { index: found, isMerged: true };
    }
    const index = this.#drafts.push(draft) - 1;
    if (alike.length < MAX_COMPARED) this.#alike.set(key, [...alike, index]);
    return { index, isMerged: false };
  }

  #ordered(levels: RuleDraft['levels']): RuleDraft['levels'] {
    const rung = (severity: string) => this.#ladder.indexOf(severity);
    return levels.toSorted((a, b) => rung(a.severity) - rung(b.severity));
  }
}

function keyOf(draft: RuleDraft): string {
  const { name, labels, annotations, runbookUrl = '', dashboardUrl = '', interval } = draft;
  const texts = [
    name,
    labelsKey(labels),
    labelsKey(annotations),
    runbookUrl,
    dashboardUrl,
    interval,
  ];
  return JSON.stringify(texts);
}

function canJoin(there: RuleDraft | undefined, draft: RuleDraft): boolean {
  const [level] = draft.levels;
  if (there === undefined || level?.threshold === undefined) return false;
  if (there.levels.some((one) => one.threshold === undefined)) return false;
  if (there.levels.some(({ severity }) => severity === level.severity)) return false;
  if (there.source.kind !== 'text' || draft.source.kind !== 'text') return false;
  const { expression, language } = draft.source;
  return isSameLeft(there.source.expression, expression, language);
}
