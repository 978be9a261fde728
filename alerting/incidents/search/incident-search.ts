import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { State } from '../../../platform/state/state.ts';
import { cursorOf, keyAfter, type PageRequest, rowsFor } from '../../../platform/tenancy/keyset.ts';
import { PatternTester } from '../../../queries/regex/pattern-tester.ts';
import { firstIdAt, recordedAtMs } from '../incident-instant.ts';
import type { IncidentReader, IncidentRecord } from '../incident-reader.ts';
import { scanTexts } from '../incident-row.ts';
import type { IncidentVisibility } from '../incident-visibility.ts';
import { type IncidentQuery, passes } from './incident-query.ts';
import { keptFor, labelWord } from './incident-words.ts';
import { type AskedWords, type Walk, walksOf } from './search-walks.ts';
import { type WalkedRow, WalkSql } from './walk-sql.ts';
import { WordSql } from './word-sql.ts';

/** How far one search goes. */
export interface SearchBounds {
  /** Incidents passed on the way, over all walks. */
  readonly maxWalked: number;
  /** Of those, whose labels are read. */
  readonly maxJudged: number;
}

/** A page takes a few tens of milliseconds at the worst; who asks on goes on from there. */
export const PAGE_BOUNDS: SearchBounds = { maxWalked: 12_000, maxJudged: 3_000 };

/** A page of incidents, newest first. It may hold fewer than asked for although there are more. */
export interface FoundPage {
  readonly items: readonly IncidentRecord[];
  readonly nextCursor: string | null;
  /** The page is short because the search went no further back than this; null: it did. */
  readonly searchedToMs: number | null;
}

/** Rows of what was found, newest first, and the id down to which that is all; '' is the very end. */
export interface Found {
  readonly rows: readonly WalkedRow[];
  readonly floor: string;
}

/** The first step of a walk is short: mostly it finds enough. */
const STEPS = [250, 1_250, 1_500] as const;

/** Words that one beginning may stand for. */
const MAX_ALTERNATIVES = 64;

/** Finds incidents, within a bounded time for each question whatever is asked and stored. */
export class IncidentSearch {
  readonly #state: State;
  readonly #incidents: IncidentReader;
  readonly #sql: WalkSql;
  readonly #words: WordSql;

  constructor(state: State, incidents: IncidentReader) {
    this.#state = state;
    this.#incidents = incidents;
    this.#sql = new WalkSql(state.dialect);
    this.#words = new WordSql(state.dialect);
  }

  /** @param visibilities one per owner whose incidents are looked for */
  async page(
    visibilities: readonly IncidentVisibility[],
    query: IncidentQuery,
    page: PageRequest,
  ): Promise<FoundPage> {
    const limit = rowsFor(page) - 1;
    const { rows, floor } = await this.find(visibilities, query, {
      before: keyAfter(page) || null,
      limit: limit + 1,
      bounds: PAGE_BOUNDS,
    });
    const ids = rows.slice(0, limit).map(({ id }) => id);
    const records = new Map(
      (await this.#incidents.byIds(ids)).map((record) => [record.incident.id, record]),
    );
    const items = ids.flatMap((id) => records.get(id) ?? []);
    const last = ids.at(-1);
    if (rows.length > limit && last !== undefined) {
      return { items, nextCursor: cursorOf(last), searchedToMs: null };
    }
    if (floor === '') return { items, nextCursor: null, searchedToMs: null };
    return { items, nextCursor: cursorOf(floor), searchedToMs: recordedAtMs(floor) };
  }

  /** At most `limit` of the newest that match, as far as the bounds let it look. */
  async find(
    visibilities: readonly IncidentVisibility[],
    query: IncidentQuery,
    range: {
      /** Older than this id; null: from the newest on. */
      readonly before: string | null;
      readonly limit: number;
      readonly bounds: SearchBounds;
    },
  ): Promise<Found> {
    const owners = visibilities.map(({ owner }) => owner);
    const asked = await this.#asked(owners, query);
    const walks = walksOf(query, visibilities, asked);
    const before = earlier(range.before, query.toMs === null ? null : firstIdAt(query.toMs));
    const after = query.fromMs === null ? '' : firstIdAt(query.fromMs);
    const test = new PatternTester();
    const judge = (row: WalkedRow): boolean =>
      !isJudged(query) ||
      passes({ title: row.title, labels: scanTexts(row.labels) }, query, (pattern, value) =>
        test.test(pattern, value),
      );
    const found = [];
    for (const walk of walks) {
      const budget = shared(range.bounds, walks.length);
      const between = { after, before };
      found.push(
        await this.#follow(walk, {
          query,
          visibilities,
          between,
          judge,
          budget,
          limit: range.limit,
        }),
      );
    }
    return merged(found, range.limit);
  }

  async #follow(walk: Walk, asked: Following): Promise<Found> {
    const { query, visibilities, between, judge, budget, limit } = asked;
    const rows: WalkedRow[] = [];
    let { before } = between;
    let walked = 0;
    let judged = 0;
    for (let step = 0; ; step++) {
      const size = STEPS[step] ?? STEPS[STEPS.length - 1] ?? 1;
      const here = { ...between, before };
      const passed = await this.#state.all(this.#sql.step(walk, query, visibilities, here, size));
      const matching = passed.filter(judge).sort(newestFirst);
      rows.push(...matching);
      const end = await this.#state.first(this.#sql.end(walk, here, size));
      if (end === undefined) return { rows: rows.slice(0, limit), floor: floorOf(rows, limit, '') };
      before = end.id;
      walked += size;
      judged += isJudged(query) ? passed.length : 0;
      if (rows.length >= limit || walked >= budget.maxWalked || judged >= budget.maxJudged) {
        return { rows: rows.slice(0, limit), floor: floorOf(rows, limit, before) };
      }
      await letOthersRun();
    }
  }

  /** What must be there, as words that are kept. */
  async #asked(owners: readonly string[], query: IncidentQuery): Promise<readonly AskedWords[]> {
    if (owners.length === 0) return [];
    const asked: AskedWords[] = [];
    const labels = query.matchers.filter(({ op, value }) => op === '=' && value !== '');
    for (const { name, value } of labels) {
      asked.push(await this.#exactly(owners, labelWord(name, value)));
    }
    for (const word of query.words) {
      const kept = keptFor(word);
      if (kept.isWhole) {
        for (const each of kept.words) asked.push(await this.#exactly(owners, each));
        continue;
      }
      const found = await this.#state.all(
        this.#words.beginning(owners, kept.words[0] ?? '', MAX_ALTERNATIVES + 1),
      );
      if (found.length <= MAX_ALTERNATIVES) asked.push(askedOf(found));
    }
    return asked;
  }

  async #exactly(owners: readonly string[], word: string): Promise<AskedWords> {
    return askedOf(await this.#state.all(this.#words.exactly(owners, [word])));
  }
}

interface Following {
  readonly query: IncidentQuery;
  readonly visibilities: readonly IncidentVisibility[];
  readonly between: { readonly after: string; readonly before: string | null };
  readonly judge: (row: WalkedRow) => boolean;
  readonly budget: SearchBounds;
  readonly limit: number;
}

function isJudged({ matchers, words }: IncidentQuery): boolean {
  return matchers.length > 0 || words.length > 0;
}

function askedOf(found: readonly { readonly id: number; readonly uses: number }[]): AskedWords {
  return {
    ids: found.map(({ id }) => Number(id)),
    uses: found.reduce((sum, { uses }) => sum + Number(uses), 0),
  };
}

/** Several walks share what one may take. */
function shared({ maxWalked, maxJudged }: SearchBounds, walks: number): SearchBounds {
  return {
    maxWalked: Math.ceil(maxWalked / Math.max(1, walks)),
    maxJudged: Math.ceil(maxJudged / Math.max(1, walks)),
  };
}

/** Where the rows are more than wanted, nothing below the last of them counts. */
function floorOf(rows: readonly WalkedRow[], limit: number, reached: string): string {
  return rows.length >= limit ? (rows[limit - 1]?.id ?? reached) : reached;
}

/** What several walks found, as far down as each of them has looked. */
function merged(found: readonly Found[], limit: number): Found {
  const floor = found.reduce((highest, one) => (one.floor > highest ? one.floor : highest), '');
  const byId = new Map(found.flatMap(({ rows }) => rows).map((row) => [row.id, row]));
  const rows = [...byId.values()].filter(({ id }) => id >= floor).sort(newestFirst);
  return { rows: rows.slice(0, limit), floor: floorOf(rows, limit, floor) };
}

function newestFirst(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? 1 : -1;
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
