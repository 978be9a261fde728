import { describe, expect, it } from 'vitest';
import type { Migration } from './migration.ts';
import { checksumOf, planMigrations } from './migration-plan.ts';

const step = (
  room: Migration['room'],
  id: string,
  sql = `CREATE TABLE t_${id} (x TEXT)`,
): Migration => ({
  room,
  id,
  statements: () => [sql],
});
const rowOf = (migration: Migration) => ({
  room: migration.room,
  id: migration.id,
  checksum: checksumOf(migration.statements('sqlite')),
});
const tenancy = step('platform', '1');
const tokens = step('platform', '2');
const incidents = step('alerting', '1');

describe('planMigrations', () => {
  it('plans everything on an empty database, in the order given', () => {
    const plan = planMigrations('sqlite', [], [tenancy, tokens, incidents]);
    expect(plan.map(({ room, id }) => `${room}/${id}`)).toEqual([
      'platform/1',
      'platform/2',
      'alerting/1',
    ]);
  });

  it('plans only what is missing, also in an earlier room', () => {
    const applied = [rowOf(tenancy), rowOf(incidents)];
    const plan = planMigrations('sqlite', applied, [tenancy, tokens, incidents]);
    expect(plan.map(({ id }) => id)).toEqual(['2']);
  });

  it('takes re-indented text for the same migration', () => {
    const indented = step('platform', '1', 'CREATE   TABLE t_1\n      (x TEXT)');
    expect(planMigrations('sqlite', [rowOf(tenancy)], [indented])).toEqual([]);
  });

  it('refuses two migrations of one name', () => {
    expect(() => planMigrations('sqlite', [], [tenancy, tenancy])).toThrow(/two migrations/);
  });

  it.each([
    ['an unknown applied one', [rowOf(tokens)], [tenancy], /newer than this program/],
    ['a changed one', [{ ...rowOf(tenancy), checksum: 'x' }], [tenancy], /has changed/],
    ['a gap within a room', [rowOf(tokens)], [tenancy, tokens], /comes before/],
  ])('refuses %s', (_name, applied, wanted, message) => {
    expect(() => planMigrations('sqlite', applied, wanted)).toThrow(message);
  });
});
