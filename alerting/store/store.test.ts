import { describe, expect, it } from 'vitest';
import { hotStatement } from './hot-statement.ts';
import { itemInserter, rowInserter } from './insert-rows.ts';

describe('hot statements', () => {
  const text = 'UPDATE notes SET at = :at WHERE id = :id AND at < :at';

  it.each([
    ['sqlite', 'UPDATE notes SET at = ? WHERE id = ? AND at < ?'],
    ['postgres', 'UPDATE notes SET at = $1 WHERE id = $2 AND at < $3'],
  ] as const)('on %s', (dialect, sql) => {
    const statement = hotStatement(dialect, 'note.touch', text, 'one')({ at: 7, id: 'n' });
    expect(statement).toEqual({ name: 'note.touch', sql, parameters: [7, 'n', 7], expect: 'one' });
  });

  it('a missing value is a fault of the program', () => {
    expect(() => hotStatement('sqlite', 'note.touch', text)({ at: 1 })).toThrow(/:id/);
  });
});

describe('multi-row inserts', () => {
  const insert = { name: 'note.insert', table: 'notes', columns: ['id', 'at'] };

  it('keeps order, in statements of 64, 16, 4 and 1', () => {
    const rows = Array.from({ length: 86 }, (_, index) => [`n${index}`, index]);
    const statements = rowInserter('sqlite', insert)(rows);
    expect(statements.map(({ parameters }) => parameters.length / 2)).toEqual([64, 16, 4, 1, 1]);
    expect(statements.flatMap(({ parameters }) => parameters)).toEqual(rows.flat());
  });

  it("leave out columns that none of a statement's items has", () => {
    const make = itemInserter<{ readonly id: string; readonly by?: string }>('sqlite', {
      ...insert,
      columns: ['id'],
      write: ({ id }, values) => values.push(id),
      rare: {
        columns: ['by'],
        isAbsent: ({ by }) => by === undefined,
        write: ({ by }, values) => values.push(by ?? null),
      },
    });
    const some = [{ id: 'a' }, { id: 'b', by: 'acme' }, { id: 'c' }, { id: 'd' }, { id: 'e' }];
    expect(make(some).map(({ sql, parameters }) => [sql, parameters])).toEqual([
      [
        'INSERT OR FAIL INTO notes (id, by) VALUES (?, ?), (?, ?), (?, ?), (?, ?)',
        ['a', null, 'b', 'acme', 'c', null, 'd', null],
      ],
      ['INSERT OR FAIL INTO notes (id) VALUES (?)', ['e']],
    ]);
  });

  it('numbers places on PostgreSQL, and ends with the suffix', () => {
    const make = rowInserter('postgres', { ...insert, suffix: 'RETURNING at' });
    expect(make([['a', 1]])[0]?.sql).toBe(
      'INSERT INTO notes (id, at) VALUES ($1, $2) RETURNING at',
    );
  });
});
