import { expect, it } from 'vitest';
import type { ImportOrder } from '../../dashboards/store/import-dashboards.ts';
import { boardText, type DashboardWorld, scopeNamed } from '../support/dashboard-world.ts';
import { acme, dev } from '../support/rule-writers.ts';

const order = (
  files: readonly (readonly [string, string])[],
  more: Partial<ImportOrder> = {},
): ImportOrder => ({
  scope: scopeNamed('acme.shop'),
  folder: 'Mixins',
  files: files.map(([path, text]) => ({ path, text })),
  onConflict: 'refuse',
  dryRun: false,
  ...more,
});

/** Imports, as a part of the suite of dashboards. */
export function importSuite(world: () => DashboardWorld): void {
  const take = async (given: ImportOrder, principal = acme) =>
    (await world().service.importFiles(principal, 'acme', given)).map(
      ({ path, outcome, uid, message }) => [path, outcome, uid, message.slice(0, 20)],
    );

  it('are each taken or refused by themselves', async () => {
    const files = order([
      ['a.json', boardText('a')],
      ['node/./b.json', boardText('b')],
      ['broken.json', '{'],
      ['alerts.yaml', 'groups: []'],
      ['twice.json', boardText('a', { title: 'another' })],
      ['tocsin.json', boardText('tocsin-host')],
    ]);
    const dry = await take({ ...files, dryRun: true });
    expect(await world().book.ofOwner('acme')).toEqual([]);
    const done = await take(files);
    expect(done).toEqual(dry);
    expect(done.map(([, outcome]) => outcome)).toEqual([
      'created',
      'created',
      ...Array.from({ length: 4 }, () => 'refused'),
    ]);
    expect((await world().book.find('acme', 'b'))?.folder).toBe('Mixins/node');
    expect((await world().book.find('acme', 'a'))?.title).toBe('a');
  });

  it('replace where they are meant to, only what the caller may change, or come as copies', async () => {
    const draft = { scope: scopeNamed('acme'), folder: 'Old', source: boardText('a'), message: '' };
    await world().service.create({ principal: acme, owner: 'acme', draft }, null);
    const next = boardText('a', { title: 'Next' });
    expect((await take(order([['a.json', next]])))[0]?.[1]).toBe('refused');
    const replace = order([['a.json', next]], {
      onConflict: 'replace',
      scope: scopeNamed('acme.shop.dev'),
    });
    expect((await take(replace, dev))[0]?.[1]).toBe('refused');
    expect((await take(replace))[0]?.slice(0, 3)).toEqual(['a.json', 'replaced', 'a']);
    expect(await world().book.find('acme', 'a')).toMatchObject({
      source: next,
      folder: 'Old',
      scope: scopeNamed('acme'),
    });
    const copies = await take(order([['a.json', next]], { onConflict: 'copy' }));
    const uid = copies[0]?.[2] ?? '';
    expect([copies[0]?.[1], uid.length]).toEqual(['copied', 26]);
    expect((await world().book.find('acme', uid))?.source).toBe(next.replace('"a"', `"${uid}"`));
    await expect(take(order([], { scope: scopeNamed('umbrella') }))).rejects.toMatchObject({
      kind: 'scope_denied',
    });
  });
}

/** What the report says of files that are not taken. */
export function importReasonSuite(world: () => DashboardWorld): void {
  it('are refused with a code and what its words name', async () => {
    const files = order([
      ['a.json', boardText('a')],
      ['sub/b.json', boardText('a')],
      ['alerts.yaml', 'groups: []'],
      ['broken.json', '{'],
      ['own.json', boardText('tocsin-pods')],
      ['rows.json', '{"title":"x"}'],
    ]);
    const reasonsOf = async (given: ImportOrder) =>
      (await world().service.importFiles(acme, 'acme', given)).map(({ reason }) => reason);
    const detail = expect.any(String);
    expect(await reasonsOf(files)).toEqual([
      null,
      { code: 'same_uid', values: { file: 'a.json', uid: 'a' } },
      { code: 'other_file', values: {} },
      { code: 'not_json', values: { detail } },
      { code: 'uid_reserved', values: { uid: 'tocsin-pods', prefix: 'tocsin-' } },
      { code: 'no_dashboard', values: {} },
    ]);
    expect(await reasonsOf(order([['a.json', boardText('a')]]))).toEqual([
      { code: 'uid_taken', values: { owner: 'acme', uid: 'a' } },
    ]);
  });
}
