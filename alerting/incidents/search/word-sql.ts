import { type CompiledQuery, type Kysely, sql } from 'kysely';
import { builderFor } from '../../../platform/state/builder.ts';
import type { Dialect, Statement } from '../../../platform/state/state.ts';
import { rowInserter } from '../../store/insert-rows.ts';
import type { HistoryTables } from '../../tables-incident-history.ts';

/** A word of an owner's, as it is kept. */
export interface KeptWord {
  readonly id: number;
  readonly owner: string;
  readonly word: string;
  readonly uses: number;
}

/** Greater than every word that begins with the text before it. */
const LAST = '\u{10FFFF}';

/** Statements and queries of words and of the incidents that have them. */
export class WordSql {
  readonly #db: Kysely<HistoryTables>;
  readonly #words: ReturnType<typeof rowInserter>;
  readonly #postings: ReturnType<typeof rowInserter>;
  readonly #uses: ReturnType<typeof rowInserter>;

  constructor(dialect: Dialect) {
    this.#db = builderFor<HistoryTables>(dialect);
    this.#words = rowInserter(dialect, {
      name: 'incident.words',
      table: 'incident_words',
      columns: ['owner', 'word', 'uses'],
      suffix: 'ON CONFLICT (owner, word) DO NOTHING',
    });
    this.#uses = rowInserter(dialect, {
      name: 'incident.word_uses',
      table: 'incident_words',
      columns: ['owner', 'word', 'uses'],
      suffix: 'ON CONFLICT (owner, word) DO UPDATE SET uses = incident_words.uses + excluded.uses',
    });
    this.#postings = rowInserter(dialect, {
      name: 'incident.postings',
      table: 'incident_postings',
      columns: ['word_id', 'incident_id'],
      suffix: 'ON CONFLICT (word_id, incident_id) DO NOTHING',
    });
  }

  /** Words that may be new. */
  introduce(words: readonly (readonly [owner: string, word: string])[]): readonly Statement[] {
    return this.#words(words.map(([owner, word]) => [owner, word, 0]));
  }

  /** Adds to how many incidents have a word; may be negative. */
  use(
    words: readonly (readonly [owner: string, word: string, by: number])[],
  ): readonly Statement[] {
    return this.#uses(words);
  }

  post(postings: readonly (readonly [wordId: number, incidentId: string])[]): readonly Statement[] {
    return this.#postings(postings);
  }

  /** @param words at most 500 */
  exactly(owners: readonly string[], words: readonly string[]): CompiledQuery<KeptWord> {
    return this.#db
      .selectFrom('incident_words')
      .select(['id', 'owner', 'word', 'uses'])
      .where('owner', 'in', [...owners])
      .where('word', 'in', [...words])
      .compile();
  }

  /** At most `limit` words that begin so. */
  beginning(owners: readonly string[], text: string, limit: number): CompiledQuery<KeptWord> {
    return this.#db
      .selectFrom('incident_words')
      .select(['id', 'owner', 'word', 'uses'])
      .where('owner', 'in', [...owners])
      .where('word', '>=', text)
      .where('word', '<', `${text}${LAST}`)
      .limit(limit)
      .compile();
  }

  /** Incidents whose words are not kept yet. */
  unindexed(limit: number): CompiledQuery<{
    id: string;
    owner: string;
    title: string;
    labels: string;
  }> {
    return this.#db
      .selectFrom('incidents')
      .select(['id', 'owner', 'title', 'labels'])
      .where(sql<boolean>`indexed = 0`)
      .limit(limit)
      .compile();
  }

  indexed(ids: readonly string[]): CompiledQuery<unknown> {
    return this.#db
      .updateTable('incidents')
      .set({ indexed: 1 })
      .where('id', 'in', [...ids])
      .compile();
  }

  /** Takes incidents away from words. @param ids at most 500 each */
  forget(wordIds: readonly number[], incidentIds: readonly string[]): CompiledQuery<unknown> {
    return this.#db
      .deleteFrom('incident_postings')
      .where('word_id', 'in', [...wordIds])
      .where('incident_id', 'in', [...incidentIds])
      .compile();
  }
}
