import SqliteDatabase, { type Database } from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { SqliteBatchRunner } from './sqlite-batch-runner.ts';
import type { Batch, SqlValue, Statement } from './state.ts';
import { StatementCache } from './statement-cache.ts';

const SCHEMA = `
  CREATE TABLE parent (id TEXT PRIMARY KEY);
  CREATE TABLE child (
    tenant TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (size < 100),
    parent TEXT REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED
  );
  CREATE TRIGGER no_globex BEFORE INSERT ON child WHEN NEW.tenant = 'closed'
  BEGIN SELECT RAISE(ABORT, 'tenant is closed'); END;
`;

const insert = (tenant: string, size: number | null, parent: string | null = null): Statement => ({
  name: 'child.insert',
  sql: 'INSERT INTO child (tenant, size, parent) VALUES (?, ?, ?)',
  parameters: [tenant, size, parent] satisfies SqlValue[],
  expect: 'one',
});
const batch = (...statements: Statement[]): Batch => ({ name: 'test', statements });

describe('SqliteBatchRunner', () => {
  let database: Database;
  let runner: SqliteBatchRunner;
  beforeEach(() => {
    database = new SqliteDatabase(':memory:');
    database.pragma('foreign_keys = ON');
    database.exec(SCHEMA);
    runner = new SqliteBatchRunner(database, 10);
  });
  const tenants = () => database.prepare('SELECT tenant FROM child ORDER BY rowid').pluck().all();
  const kinds = (batches: readonly Batch[]) => runner.run(batches).map(({ kind }) => kind);

  it('applies an empty batch, and none', () => {
    expect(runner.run([])).toEqual([]);
    expect(runner.run([batch()])).toEqual([{ kind: 'committed', results: [] }]);
  });

  it('turns down only the batch whose deferred constraint fails the joined commit', () => {
    const joined = [
      batch(insert('acme', 1)),
      batch(insert('globex', 2, 'nobody')),
      batch(insert('acme', 3)),
    ];
    expect(kinds(joined)).toEqual(['committed', 'conflict', 'committed']);
    expect(tenants()).toEqual(['acme', 'acme']);
  });

  it.each([
    ['a CHECK', insert('acme', 500), 'failed'],
    ['a NOT NULL', insert('acme', null), 'failed'],
    ['a trigger', insert('closed', 1), 'conflict'],
    ['too few parameters', { ...insert('acme', 1), parameters: ['acme'] }, 'failed'],
    ['a syntax error', { ...insert('acme', 1), sql: 'INSRT' }, 'failed'],
  ])('turns down only the batch that breaks %s', (_name, wrong, kind) => {
    const joined = [
      batch(insert('acme', 1)),
      batch(insert('globex', 2), wrong),
      batch(insert('acme', 3)),
    ];
    expect(kinds(joined)).toEqual(['committed', kind, 'committed']);
    expect(tenants()).toEqual(['acme', 'acme']);
    expect(database.inTransaction).toBe(false);
  });

  it.each(['alone', 'joined with others'])(
    'leaves nothing of a statement of many rows that fails at the second, %s',
    (how) => {
      const many: Statement = {
        name: 'child.insert',
        sql: `INSERT OR FAIL INTO child (tenant, size) VALUES (?, 1), ('closed', 1), ('acme', 1)`,
        parameters: ['globex'],
        expect: 'any',
      };
      const others = how === 'alone' ? [] : [batch(insert('acme', 1))];
      expect(kinds([...others, batch(many)]).at(-1)).toBe('conflict');
      expect(tenants()).toEqual(others.map(() => 'acme'));
    },
  );

  it('names the constraint', () => {
    const parent: Statement = {
      name: 'parent.insert',
      sql: "INSERT INTO parent VALUES ('a')",
      parameters: [],
      expect: 'one',
    };
    expect(runner.run([batch(parent), batch(parent)])[1]).toEqual({
      kind: 'conflict',
      statement: 'parent.insert',
      constraint: 'parent.id',
    });
  });
});

describe('StatementCache', () => {
  it('prepares once and lets the least recently used go', () => {
    const cache = new StatementCache(new SqliteDatabase(':memory:'), 2);
    const one = cache.get('SELECT 1');
    const two = cache.get('SELECT 2');
    expect(cache.get('SELECT 1')).toBe(one);
    cache.get('SELECT 3');
    expect(cache.size).toBe(2);
    expect(cache.get('SELECT 1')).toBe(one);
    expect(cache.get('SELECT 2')).not.toBe(two);
  });
});
