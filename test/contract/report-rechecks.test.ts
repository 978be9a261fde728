import { beforeEach, expect, it } from 'vitest';
import type { SendOutcome } from '../../alerting/notify/channel-kind.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { parseNodePath } from '../../platform/tenancy/scope-name.ts';
import { newlyStored } from '../../platform/tenancy/stored.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  ann,
  bob,
  draft,
  eve,
  openReportDesk,
  type ReportDesk,
  viewer,
} from '../support/report-desk.ts';
import { CHANNEL } from '../support/report-world.ts';
import { testDirectory, testEnvironments } from '../support/rule-fixture.ts';

/** Reads metrics and lines as before, but no audit. */
const operator: Principal = {
  ...ann,
  kind: 'user',
  bindings: [{ role: 'project-ops', node: parseNodePath('acme.shop') ?? null }],
};

describeOnBothStates('a report, between drawing and sending', (states) => {
  let desk: ReportDesk;
  beforeEach(async () => {
    desk = await openReportDesk(states);
  });

  /** Something happens while the report of eight o'clock is drawn. */
  const drawnWhile = async (happens: () => unknown, more: Parameters<typeof draft>[0] = {}) => {
    const { id } = await desk.service.create(ann, 'acme', draft(more));
    desk.now.whileDrawing = async () => happens();
    await desk.advanceTo('2026-05-12T08:00:00Z');
    await desk.work();
    return { id, said: await desk.statesOf(id) };
  };

  it.each<[string, () => void, RegExp]>([
    ['is deleted or disabled', () => (desk.now.present = () => null), /^refused: ANN .*no account/],
    [
      'may only read',
      () => (desk.now.present = () => viewer),
      /^refused: ANN .* may not write .* acme.shop/,
    ],
    ['has gone to the other tenant', () => (desk.now.present = () => eve), /^refused: .*not write/],
    [
      'may not see the dashboard',
      () => (desk.now.boards = ['umbrella pods']),
      /^refused: ANN: there is no dashboard pods/,
    ],
    [
      'may not name its only channel',
      () => (desk.now.channel = null),
      /^refused: Nobody is left to send it to/,
    ],
  ])('is not sent when its author %s by then', async (_, happens, words) => {
    const recipients = { addresses: [], channels: [CHANNEL] };
    const { said } = await drawnWhile(happens, { recipients });
    expect(desk.drawn).toHaveLength(1);
    expect(desk.mails).toEqual([]);
    expect(said).toEqual([expect.stringMatching(words)]);
    expect(desk.told).toHaveLength(1);
  });

  it('is not sent when rights cannot be read, and is tried again', async () => {
    let isBroken = false;
    const { present } = desk.now;
    desk.now.present = (id) => {
      if (isBroken) throw new Error('the database is away');
      return present(id);
    };
    const { id, said } = await drawnWhile(() => (isBroken = true));
    expect(desk.mails).toEqual([]);
    expect(said).toEqual(['waiting: the database is away']);
    isBroken = false;
    desk.now.whileDrawing = async () => undefined;
    await desk.clock.advance(60_000);
    await desk.work();
    expect(await desk.statesOf(id)).toEqual(['sent:']);
  });

  it('leaves out who was taken off meanwhile, and is drawn again when it was changed', async () => {
    const recipients = { addresses: ['ops@acme.example', 'gone@acme.example'], channels: [] };
    let count = 0;
    const change = async () => {
      count += 1;
      const [report] = (await desk.service.list(bob, 'acme', { limit: 1, cursor: null })).items;
      if (count === 1) await desk.service.update(bob, 'acme', report?.id ?? '', draft(), 1);
    };
    const { id, said } = await drawnWhile(change, { recipients });
    expect(desk.mails).toEqual([]);
    expect(said).toEqual(['waiting: The report was changed while it was drawn.']);
    await desk.clock.advance(60_000);
    await desk.work();
    expect(desk.drawn.map(({ by }) => by)).toEqual(['ANN', 'BOB']);
    expect(desk.mails.map(({ to }) => to)).toEqual([['ops@acme.example']]);
    expect((await desk.statesOf(id))[0]).toBe('sent:');
  });

  it.each<[string, () => void]>([
    ['its author may not read audit any more', () => (desk.now.present = () => operator)],
    [
      'a part of the scope belongs to somebody else',
      () =>
        (desk.now.directory = testDirectory(
          2,
          testEnvironments.filter(({ id }) => id !== 'dev'),
        )),
    ],
  ])('is drawn again, not sent as it was, when %s', async (_, happens) => {
    const { id, said } = await drawnWhile(happens);
    expect(desk.mails).toEqual([]);
    expect(said).toEqual([expect.stringMatching(/^waiting: ANN may see less of acme.shop than/)]);
    await desk.clock.advance(60_000);
    await desk.work();
    expect(desk.drawn).toHaveLength(2);
    expect(desk.mails).toHaveLength(1);
    expect(await desk.statesOf(id)).toEqual(['sent:']);
  });

  it('is sent when its author has gained rights, or another has lost them', async () => {
    const { said } = await drawnWhile(() => {
      const { present } = desk.now;
      desk.now.present = (id) => (id === eve.id ? null : present(id));
    });
    expect(said).toEqual(['sent:']);
  });

  it('goes to nobody who asked for it and is gone by then', async () => {
    const { id } = await desk.service.create(ann, 'acme', draft({ enabled: false }));
    await desk.service.send(bob, 'acme', id, 'me');
    const { present } = desk.now;
    desk.now.whileDrawing = async () => {
      desk.now.present = (name) => (name === bob.id ? null : present(name));
    };
    await desk.work();
    expect(desk.mails).toEqual([]);
    expect(await desk.statesOf(id)).toEqual([expect.stringMatching(/^refused: BOB .*no account/)]);
  });

  it('is sent once when another process takes it over while it is drawn', async () => {
    const other = desk.newRunner();
    let isFirst = true;
    const { id, said } = await drawnWhile(async () => {
      if (!isFirst) return;
      isFirst = false;
      // Its predecessor is still at it, and does not know.
      await desk.work(other);
    });
    expect(desk.drawn).toHaveLength(2);
    expect(desk.mails).toHaveLength(1);
    expect(said).toEqual(['sent:']);
    expect(await desk.reports.runsOf(id)).toMatchObject([{ attempts: 2 }]);
  });
});

describeOnBothStates('a report to people who have an account', (states) => {
  let desk: ReportDesk;
  beforeEach(async () => {
    desk = await openReportDesk(states);
  });

  /** Somebody with that address and a role at an owner. */
  const settle = async (name: string, owner: string, disabled: boolean) => {
    const { state, sql } = desk.world;
    const id = `01J000000000000000000000${name}`;
    const user = {
      ...{ id, name, displayName: '', email: 'Mia@acme.example', language: 'en' as const },
      ...{ disabled, mustChangePassword: false, passwordDeclared: false, passwordHash: null },
      ...newlyStored(0),
    };
    const node = parseNodePath(owner) ?? null;
    const role = { id: `${id}`, owner, user: id, role: 'tenant-member' as const, node };
    const statements = [
      sql.users.insert(user),
      sql.bindings.insert({ ...role, ...newlyStored(0) }),
    ];
    await state.commit({ name: 'settle', statements });
  };
  const sentTo = async () => {
    const recipients = { addresses: ['ops@acme.example', 'mia@ACME.example'], channels: [] };
    const { id } = await desk.service.create(ann, 'acme', draft({ recipients }));
    await desk.advanceTo('2026-05-12T08:00:00Z');
    await desk.work();
    return [desk.mails.flatMap(({ to }) => to), (await desk.statesOf(id))[0]];
  };
  const ALL = [['ops@acme.example', 'mia@ACME.example'], 'sent:'];

  it('does not go to who may not sign in any more, and says so', async () => {
    await settle('MA', 'acme', true);
    expect(await sentTo()).toEqual([
      ['ops@acme.example'],
      'sent: not to mia@ACME.example, whose account may not sign in any more',
    ]);
  });

  it('goes to who has another account there', async () => {
    await settle('MA', 'acme', true);
    await settle('MB', 'acme', false);
    expect(await sentTo()).toEqual(ALL);
  });

  it('says nothing of accounts of another tenant', async () => {
    await settle('MC', 'umbrella', true);
    expect(await sentTo()).toEqual(ALL);
  });

  it('is refused when everybody has left', async () => {
    await settle('MA', 'acme', true);
    const recipients = { addresses: ['mia@acme.example'], channels: [] };
    const { id } = await desk.service.create(ann, 'acme', draft({ recipients }));
    await desk.advanceTo('2026-05-12T08:00:00Z');
    await desk.work();
    expect((await desk.statesOf(id))[0]).toMatch(/^refused: Nobody is left .* not to mia@/);
    expect(desk.drawn).toEqual([]);
  });
});

describeOnBothStates('a report that a relay takes no mail of', (states) => {
  let desk: ReportDesk;
  beforeEach(async () => {
    desk = await openReportDesk(states);
  });

  const filesOf = () =>
    desk.mails.map(({ files }) => files.map(({ contentType }) => contentType).join());
  const sentWith = async (mostFiles: number, refusal: Partial<SendOutcome> = { status: 552 }) => {
    desk.now.post = ({ files }) =>
      files.length > mostFiles
        ? { kind: 'drop', reason: 'mail_rejected', detail: 'too big', ...refusal }
        : { kind: 'sent', detail: '' };
    const { id } = await desk.service.create(ann, 'acme', draft({ language: 'zh' }));
    await desk.advanceTo('2026-05-12T08:00:00Z');
    await desk.work();
    return (await desk.statesOf(id))[0];
  };

  it('goes without its attachment, and says so', async () => {
    const said = await sentWith(1);
    expect(filesOf()).toEqual(['image/png,text/html; charset=utf-8', 'image/png']);
    expect(said).toBe('sent: without its attachment: the mail relay takes no mail of 0.0 MB');
    const [, last] = desk.mails;
    expect([last?.text, last?.html]).toEqual([
      expect.stringContaining('邮件服务器不接收 0.0 MB 的邮件'),
      expect.stringContaining('邮件服务器不接收 0.0 MB 的邮件'),
    ]);
    expect(last?.text).toContain('https://tocsin.example/dashboards/pods?');
    expect(new Set(desk.mails.map(({ id }) => id)).size).toBe(1);
  });

  it('goes without pictures where that is still too large', async () => {
    const said = await sentWith(0, { detail: '554 5.3.4 message too big' });
    expect(filesOf()).toEqual(['image/png,text/html; charset=utf-8', 'image/png', '']);
    expect(said).toMatch(/^sent: without its attachment and pictures/);
    expect(desk.mails.at(-1)?.html).not.toContain('cid:');
  });

  it('has failed when even its text is refused', async () => {
    expect(await sentWith(-1)).toBe('failed: The mail relay refused it: too big');
    expect(desk.mails).toHaveLength(3);
    expect(desk.told).toHaveLength(1);
  });

  it('is not tried smaller when it is refused for anything else', async () => {
    expect(await sentWith(0, { status: 550 })).toBe('failed: The mail relay refused it: too big');
    expect(desk.mails).toHaveLength(1);
  });
});
