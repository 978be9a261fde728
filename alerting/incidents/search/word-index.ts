import type { Clock } from '../../../platform/clock/clock.ts';
import { createRunningLoop, type RunningLoop } from '../../../platform/lifecycle/running-loop.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import { statement } from '../../../platform/state/builder.ts';
import type { State, Statement } from '../../../platform/state/state.ts';
import { readTexts } from '../incident-row.ts';
import { type Worded, wordsOf } from './incident-words.ts';
import { WordSql } from './word-sql.ts';

/** An incident whose words are kept, or are to be. */
export interface WordedIncident extends Worded {
  readonly id: string;
  readonly owner: string;
}

/** Incidents whose words are written in one batch. */
const AT_ONCE = 50;
/** Words asked for in one query. */
const WORDS_AT_ONCE = 400;

/**
 * Keeps the words of incidents, behind their recording, so that it costs intake nothing: what is not kept
 * yet is looked at by each search itself. Kept twice, also by two processes, is kept once; only the
 * number of a word's uses may then be too high, which decides nothing but the way that is taken.
 */
export class WordIndex {
  readonly #state: State;
  readonly #sql: WordSql;

  constructor(state: State) {
    this.#state = state;
    this.#sql = new WordSql(state.dialect);
  }

  /** Keeps the words of some incidents. @returns how many it were */
  async keepSome(): Promise<number> {
    const rows = await this.#state.all(this.#sql.unindexed(AT_ONCE));
    if (rows.length === 0) return 0;
    const incidents = rows.map(({ id, owner, title, labels }) => ({
      id,
      owner,
      title,
      labels: readTexts(labels),
    }));
    await this.keep(incidents);
    return rows.length;
  }

  /** Keeps the words of these incidents, as they are stored. */
  async keep(incidents: readonly WordedIncident[]): Promise<void> {
    const wanted = usesOf(incidents);
    const known = await this.#idsOf(wanted);
    const fresh = wanted.filter(({ owner, word }) => !known.has(keyOf(owner, word)));
    if (fresh.length > 0) {
      const words = fresh.map(({ owner, word }) => [owner, word] as const);
      await this.#commit('incident.words', this.#sql.introduce(words));
      for (const [key, id] of await this.#idsOf(fresh)) known.set(key, id);
    }
    const postings = wanted.flatMap(({ owner, word, ids }) => {
      const wordId = known.get(keyOf(owner, word));
      return wordId === undefined ? [] : ids.map((id) => [wordId, id] as const);
    });
    await this.#commit('incident.postings', [
      ...this.#sql.post(postings),
      ...this.#sql.use(wanted.map(({ owner, word, ids }) => [owner, word, ids.length])),
      statement('incident.indexed', this.#sql.indexed(incidents.map(({ id }) => id))),
    ]);
  }

  /** What takes the words of incidents away, to be committed with the incidents. */
  async forgetting(incidents: readonly WordedIncident[]): Promise<readonly Statement[]> {
    const wanted = usesOf(incidents);
    const known = await this.#idsOf(wanted);
    const statements: Statement[] = [];
    for (const [ids, wordIds] of byIncidents(wanted, known)) {
      for (let at = 0; at < wordIds.length; at += WORDS_AT_ONCE) {
        const some = wordIds.slice(at, at + WORDS_AT_ONCE);
        statements.push(statement('incident.forget_words', this.#sql.forget(some, ids)));
      }
    }
    const kept = wanted.filter(({ owner, word }) => known.has(keyOf(owner, word)));
    const used = kept.map(({ owner, word, ids }) => [owner, word, -ids.length] as const);
    return [...statements, ...this.#sql.use(used)];
  }

  async #idsOf(wanted: readonly WordUse[]): Promise<Map<string, number>> {
    const owners = new Map<string, string[]>();
    for (const { owner, word } of wanted) {
      const words = owners.get(owner);
      if (words) words.push(word);
      else owners.set(owner, [word]);
    }
    const known = new Map<string, number>();
    for (const [owner, words] of owners) {
      for (let at = 0; at < words.length; at += WORDS_AT_ONCE) {
        const some = words.slice(at, at + WORDS_AT_ONCE);
        for (const row of await this.#state.all(this.#sql.exactly([owner], some))) {
          known.set(keyOf(owner, row.word), Number(row.id));
        }
      }
    }
    return known;
  }

  async #commit(name: string, statements: readonly Statement[]): Promise<void> {
    const outcome = await this.#state.commit({ name, statements });
    if (outcome.kind === 'committed') return;
    throw new Error(`${name} was turned down at ${outcome.statement}`);
  }
}

interface WordUse {
  readonly owner: string;
  readonly word: string;
  readonly ids: string[];
}

/** In one order for everybody, so that two writers do not wait for each other. */
function usesOf(incidents: readonly WordedIncident[]): readonly WordUse[] {
  const uses = new Map<string, WordUse>();
  for (const incident of incidents) {
    const { owner, id } = incident;
    for (const word of wordsOf(incident)) {
      const key = keyOf(owner, word);
      const use = uses.get(key);
      if (use) use.ids.push(id);
      else uses.set(key, { owner, word, ids: [id] });
    }
  }
  return [...uses].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => use);
}

/** Word ids of an owner with all incidents of it that are forgotten. */
function byIncidents(
  wanted: readonly WordUse[],
  known: ReadonlyMap<string, number>,
): ReadonlyMap<readonly string[], number[]> {
  const idsOfOwner = new Map<string, Set<string>>();
  const wordsOfOwner = new Map<string, number[]>();
  for (const { owner, word, ids } of wanted) {
    const wordId = known.get(keyOf(owner, word));
    if (wordId === undefined) continue;
    const all = idsOfOwner.get(owner) ?? new Set();
    for (const id of ids) all.add(id);
    idsOfOwner.set(owner, all);
    wordsOfOwner.set(owner, [...(wordsOfOwner.get(owner) ?? []), wordId]);
  }
  return new Map(
    [...wordsOfOwner].map(([owner, words]) => [[...(idsOfOwner.get(owner) ?? [])], words]),
  );
}

function keyOf(owner: string, word: string): string {
  return `${owner}\n${word}`;
}

const IDLE_MS = 2_000;
/** A breath between two batches, so that a backlog leaves room for others. */
const BUSY_MS = 100;

/** The loop that keeps words. */
export function wordIndexLoop(parts: {
  readonly index: WordIndex;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}): RunningLoop {
  const { index, clock, logger, random } = parts;
  return createRunningLoop({
    name: 'incident-words',
    clock,
    logger,
    random,
    firstDelayMs: IDLE_MS,
    run: async () => ((await index.keepSome()) < AT_ONCE ? IDLE_MS : BUSY_MS),
  });
}
