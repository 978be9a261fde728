import { builderFor, statement } from '../../platform/state/builder.ts';
import { blobType, type Migration, sequenceColumn } from '../../platform/state/migration.ts';
import type { Batch, Dialect, Expectation, Statement } from '../../platform/state/state.ts';

interface Tables {
  owner: { id: string; name: string };
  note: {
    position?: number;
    tenant: string;
    owner_id: string | null;
    text: string;
    count: number;
    body: Uint8Array | null;
  };
}

/** The tables of this suite. */
export const NOTES: Migration = {
  id: '0001-notes',
  room: 'platform',
  statements: (dialect) => [
    'CREATE TABLE owner (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE)',
    `CREATE TABLE note (
       position ${sequenceColumn(dialect)},
       tenant TEXT NOT NULL,
       owner_id TEXT REFERENCES owner (id),
       text TEXT NOT NULL,
       count BIGINT NOT NULL,
       body ${blobType(dialect)},
       UNIQUE (tenant, text)
     )`,
  ],
};

/** Statements and batches of this suite, in the dialect under test. */
export function notesFor(dialect: Dialect) {
  const db = builderFor<Tables>(dialect);
  const row = (tenant: string, text: string) => ({
    tenant,
    text,
    owner_id: null,
    count: 0,
    body: null,
  });
  return {
    db,
    insert: (tenant: string, text: string, more: Partial<Tables['note']> = {}): Statement =>
      statement(
        'note.insert',
        db
          .insertInto('note')
          .values({ ...row(tenant, text), ...more })
          .compile(),
        'one',
      ),
    raise: (tenant: string, text: string, expectation: Expectation): Statement =>
      statement(
        'note.raise',
        db
          .updateTable('note')
          .set((eb) => ({ count: eb('count', '+', 1) }))
          .where('tenant', '=', tenant)
          .where('text', '=', text)
          .returning('count')
          .compile(),
        expectation,
      ),
    absent: (tenant: string, text: string): Statement =>
      statement(
        'note.absent',
        db
          .selectFrom('note')
          .select('text')
          .where('tenant', '=', tenant)
          .where('text', '=', text)
          .compile(),
        'none',
      ),
    list: (tenant: string) =>
      db.selectFrom('note').selectAll().where('tenant', '=', tenant).orderBy('position').compile(),
    find: (tenant: string, text: string) =>
      db
        .selectFrom('note')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('text', '=', text)
        .compile(),
  };
}

export const batchOf = (...statements: readonly Statement[]): Batch => ({
  name: 'test',
  statements,
});
