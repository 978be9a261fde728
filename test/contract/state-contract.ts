import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Service } from '../../platform/lifecycle/service.ts';
import type { Migration } from '../../platform/state/migration.ts';
import type { Expectation, State } from '../../platform/state/state.ts';
import { batchOf, NOTES, notesFor } from './state-notes.ts';

/** One empty database of the kind under test. */
export interface TestDatabase {
  open(migrations: readonly Migration[]): Promise<State & Service>;
  drop(): Promise<void>;
}

/** What every adapter of `State` must do; run against each database. */
export function describeStateContract(name: string, create: () => Promise<TestDatabase>): void {
  describe(`state contract: ${name}`, () => {
    let database: TestDatabase;
    let state: State & Service;
    beforeAll(async () => {
      database = await create();
      state = await database.open([NOTES]);
      await state.start();
    });
    afterAll(async () => {
      await state.stop();
      await database.drop();
    });
    const texts = async (tenant: string) =>
      (await state.all(notesFor(state.dialect).list(tenant))).map((row) => row.text);

    it('writes all statements of a batch, in order, and reads them at once', async () => {
      const { insert } = notesFor(state.dialect);
      const outcome = await state.commit(batchOf(insert('acme', 'a'), insert('acme', 'b')));
      expect(outcome).toEqual({
        kind: 'committed',
        results: [
          { changes: 1, rows: [] },
          { changes: 1, rows: [] },
        ],
      });
      expect(await texts('acme')).toEqual(['a', 'b']);
    });

    it('keeps tenants apart: the same text is free for another one', async () => {
      const { insert } = notesFor(state.dialect);
      await state.commit(batchOf(insert('globex', 'a')));
      expect(await texts('globex')).toEqual(['a']);
      expect(await texts('acme')).toEqual(['a', 'b']);
    });

    it('writes nothing when a precondition does not hold, and names it', async () => {
      const { insert, raise } = notesFor(state.dialect);
      const outcome = await state.commit(
        batchOf(insert('acme', 'c'), raise('acme', 'missing', 'one'), insert('acme', 'd')),
      );
      expect(outcome).toEqual({ kind: 'rejected', statement: 'note.raise', touched: 0 });
      expect(await texts('acme')).toEqual(['a', 'b']);
    });

    it.each<[Expectation, string, 'committed' | 'rejected']>([
      ['any', 'missing', 'committed'],
      ['one', 'a', 'committed'],
      ['one', 'missing', 'rejected'],
      ['none', 'missing', 'committed'],
      ['none', 'a', 'rejected'],
      ['at-least-one', 'a', 'committed'],
      ['at-least-one', 'missing', 'rejected'],
    ])('expectation %s on "%s": %s', async (expectation, text, kind) => {
      const { raise } = notesFor(state.dialect);
      expect((await state.commit(batchOf(raise('acme', text, expectation)))).kind).toBe(kind);
    });

    it('counts the rows of a SELECT as touched, and changes nothing', async () => {
      const { absent } = notesFor(state.dialect);
      expect(await state.commit(batchOf(absent('acme', 'zzz')))).toEqual({
        kind: 'committed',
        results: [{ changes: 0, rows: [] }],
      });
      expect(await state.commit(batchOf(absent('acme', 'a')))).toEqual({
        kind: 'rejected',
        statement: 'note.absent',
        touched: 1,
      });
    });

    it('gives the rows of a RETURNING clause', async () => {
      const { insert, raise } = notesFor(state.dialect);
      const outcome = await state.commit(
        batchOf(insert('acme', 'r', { count: 41 }), raise('acme', 'r', 'one')),
      );
      expect(outcome).toMatchObject({
        results: [{ changes: 1 }, { changes: 1, rows: [{ count: 42 }] }],
      });
    });

    it('answers conflict for a unique and for a foreign key, and writes nothing', async () => {
      const { insert } = notesFor(state.dialect);
      const unique = await state.commit(batchOf(insert('acme', 'new'), insert('acme', 'a')));
      expect(unique).toMatchObject({ kind: 'conflict', statement: 'note.insert' });
      const foreign = await state.commit(batchOf(insert('acme', 'new', { owner_id: 'nobody' })));
      expect(foreign).toMatchObject({ kind: 'conflict', statement: 'note.insert' });
      expect(await texts('acme')).not.toContain('new');
    });

    it('applies batches in the order of submission, each with its own outcome', async () => {
      const { insert } = notesFor(state.dialect);
      const submitted = Array.from({ length: 300 }, (_, index) => {
        const text = index % 3 === 2 ? `n${index - 1}` : `n${index}`;
        return state.commit(
          batchOf(insert(index % 2 ? 'acme' : 'globex', text), insert('order', text)),
        );
      });
      const kinds = (await Promise.all(submitted)).map((outcome) => outcome.kind);
      expect(kinds).toEqual(kinds.map((_, index) => (index % 3 === 2 ? 'conflict' : 'committed')));
      const expected = kinds.flatMap((kind, index) => (kind === 'committed' ? [`n${index}`] : []));
      expect(await texts('order')).toEqual(expected);
    });

    it('sees each commit in the read that follows it', async () => {
      const { insert, find } = notesFor(state.dialect);
      for (let index = 0; index < 50; index++) {
        await state.commit(batchOf(insert('acme', `seen${index}`)));
        expect(await state.first(find('acme', `seen${index}`))).toMatchObject({ count: 0 });
        expect(await state.first(find('globex', `seen${index}`))).toBeUndefined();
      }
    });

    it('lets exactly one of many competing claims through', async () => {
      const { insert, raise, absent } = notesFor(state.dialect);
      await state.commit(batchOf(insert('acme', 'job')));
      const claims = Array.from({ length: 20 }, () =>
        state.commit(
          batchOf(absent('claims', 'job'), raise('acme', 'job', 'one'), insert('claims', 'job')),
        ),
      );
      const kinds = (await Promise.all(claims)).map((outcome) => outcome.kind);
      expect(kinds.filter((kind) => kind === 'committed')).toHaveLength(1);
      expect(await state.first(notesFor(state.dialect).find('acme', 'job'))).toMatchObject({
        count: 1,
      });
    });

    it.each([
      ['a large integer', { count: Number.MAX_SAFE_INTEGER }],
      ['a negative instant', { count: -62_135_596_800_000 }],
      ['text beyond the BMP and quotes', { text: `多租户 'x' "y" 🚨 \\ %_` }],
    ])('keeps %s', async (_name, more) => {
      const { insert, find } = notesFor(state.dialect);
      const text = 'text' in more ? more.text : JSON.stringify(more);
      await state.commit(batchOf(insert('values', text, more)));
      expect(await state.first(find('values', text))).toMatchObject(more);
    });

    it('keeps bytes, also of a view into a larger buffer, as they were when submitted', async () => {
      const { insert, find } = notesFor(state.dialect);
      const body = Buffer.from('0001ff7f80', 'hex').subarray(1);
      const written = state.commit(batchOf(insert('values', 'bytes', { body })));
      body.fill(0);
      await written;
      const row = await state.first(find('values', 'bytes'));
      expect(Buffer.from(row?.body ?? []).toString('hex')).toBe('01ff7f80');
    });

    it('rejects a statement that is not valid as internal, and goes on', async () => {
      const wrong = {
        name: 'wrong',
        sql: 'INSERT INTO no_such_table VALUES (1)',
        parameters: [],
        expect: 'any',
      } as const;
      const { insert } = notesFor(state.dialect);
      const [bad, good] = await Promise.allSettled([
        state.commit(batchOf(insert('acme', 'before-wrong'), wrong)),
        state.commit(batchOf(insert('acme', 'after-wrong'))),
      ]);
      expect(bad).toMatchObject({ status: 'rejected', reason: { kind: 'internal' } });
      expect(good).toMatchObject({ status: 'fulfilled', value: { kind: 'committed' } });
      expect(await texts('acme')).not.toContain('before-wrong');
    });
  });

  describe(`state migrations: ${name}`, () => {
    const more: Migration = {
      id: '0002-more',
      room: 'platform',
      statements: () => ['ALTER TABLE owner ADD COLUMN mail TEXT'],
    };
    const broken: Migration = {
      id: '0003-broken',
      room: 'platform',
      statements: () => ['CREATE TABLE half (x TEXT)', 'CREATE TABLE half (x TEXT)'],
    };
    const changed: Migration = {
      ...more,
      statements: () => ['ALTER TABLE owner ADD COLUMN fax TEXT'],
    };

    let database: TestDatabase;
    beforeAll(async () => {
      database = await create();
      await (await database.open([NOTES])).stop();
    });
    afterAll(() => database.drop());

    it('applies what is new, once', async () => {
      await (await database.open([NOTES, more])).stop();
      await (await database.open([NOTES, more])).stop();
    });

    it.each<[string, readonly Migration[], RegExp]>([
      [
        'a database newer than the program',
        [NOTES],
        /newer than this program.*platform\/0002-more/,
      ],
      ['a migration whose text has changed', [NOTES, changed], /0002-more.*has changed/],
      [
        'a migration slipped in before an applied one',
        [{ ...more, id: '0000-early' }, NOTES, more],
        /0000-early comes before/,
      ],
      ['a migration that cannot run', [NOTES, more, broken], /0003-broken cannot be applied/],
    ])('refuses %s', async (_name, migrations, message) => {
      await expect(database.open(migrations)).rejects.toMatchObject({
        kind: 'unavailable',
        message: expect.stringMatching(message),
      });
    });

    it('leaves nothing of a failed migration', async () => {
      const half: Migration = { ...broken, statements: () => ['CREATE TABLE half (x TEXT)'] };
      const state = await database.open([NOTES, more, half]);
      await state.stop();
    });
  });
}
