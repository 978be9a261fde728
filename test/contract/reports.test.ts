import { beforeEach, expect, it } from 'vitest';
import type { FailedReport } from '../../alerting/inbox/report-notice.ts';
import type { PostedMail } from '../../alerting/notify/email/mail-post.ts';
import type { ReportDraft } from '../../dashboards/reports/report.ts';
import { parseSaid } from '../../dashboards/reports/report-reasons.ts';
import type { ReportService } from '../../dashboards/reports/report-service.ts';
import type { ReportRunner } from '../../dashboards/reports/run-reports.ts';
import type { ReportRepository } from '../../dashboards/reports/store/report-repository.ts';
import type { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { AppError } from '../../platform/errors/app-error.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import { scopeNamed } from '../support/dashboard-world.ts';
import {
  ann,
  bob,
  draft,
  eve,
  openReportDesk,
  type ReportDesk,
  viewer,
} from '../support/report-desk.ts';
import { CHANNEL, type DrawnOrder } from '../support/report-world.ts';

const FOREIGN = '01J0000000000000000000000F';

describeOnBothStates('reports', (states) => {
  let clock: VirtualClock;
  let reports: ReportRepository;
  let service: ReportService;
  let mails: PostedMail[];
  let drawn: DrawnOrder[];
  let told: FailedReport[];
  let now: ReportDesk['now'];
  let runner: ReportRunner;
  let newRunner: () => ReportRunner;
  let advanceTo: ReportDesk['advanceTo'];
  let work: ReportDesk['work'];
  let statesOf: ReportDesk['statesOf'];
  const signal = new AbortController().signal;

  beforeEach(async () => {
    const desk = await openReportDesk(states);
    ({ clock, reports, service, mails, drawn, told, now, runner, newRunner } = desk);
    ({ advanceTo, work, statesOf } = desk);
  });

  it('are sent at their time, once, as their author', async () => {
    const { id } = await service.create(
      ann,
      'acme',
      draft({ recipients: { addresses: ['ops@acme.example'], channels: [CHANNEL] } }),
    );
    await work();
    expect(mails).toEqual([]);
    await advanceTo('2026-05-12T08:00:00Z');
    await work();
    await work();
    expect(mails.map(({ to, cc, bcc, subject }) => ({ to, cc, bcc, subject }))).toEqual([
      {
        ...{ to: ['ops@acme.example', 'team@acme.example'], cc: [], bcc: ['boss@acme.example'] },
        subject: 'Daily: Pods, a day',
      },
    ]);
    const [order] = drawn;
    expect(order?.by).toBe('ANN');
    const listed = await order?.sources.incidents?.(new AbortController().signal);
    expect(listed?.map(({ title }) => title)).toEqual(['ANN']);
    expect(order?.request).toMatchObject({
      ...{ scope: 'acme.shop', language: 'en', theme: 'light', timeZone: 'UTC' },
      range: { fromMs: Date.parse('2026-05-11T00:00Z'), toMs: Date.parse('2026-05-12T00:00Z') - 1 },
      variables: new Map([['pod', ['a', 'b']]]),
    });
    const [run] = await service.runs(viewer, 'acme', id);
    expect(run).toMatchObject({ state: 'sent', recipients: 3, attempts: 1, message: '' });
    expect(run?.sizeBytes).toBeGreaterThan(1_000);
    expect((await service.get(ann, 'acme', id)).nextAtMs).toBe(Date.parse('2026-05-13T08:00Z'));
  });

  it('are made by one of two processes', async () => {
    await service.create(ann, 'acme', draft());
    await advanceTo('2026-05-12T08:00:00Z');
    await Promise.all([work(), work(newRunner())]);
    expect(mails).toHaveLength(1);
  });

  it('are made up for within six hours, of many times once, and later said to be missed', async () => {
    const { id } = await service.create(ann, 'acme', draft({ cron: '0 8,9 * * *' }));
    await advanceTo('2026-05-12T14:00:00Z');
    await work();
    expect(mails).toHaveLength(1);
    expect(drawn[0]?.request.nowMs).toBe(Date.parse('2026-05-12T09:00Z'));
    await advanceTo('2026-05-13T20:00:00Z');
    await work();
    expect(mails).toHaveLength(1);
    expect(await statesOf(id)).toEqual([
      'missed: The service was down at its time, and for six hours after it.',
      'sent:',
    ]);
  });

  it('tell their author of a failure in the inbox, once until one was sent or changed', async () => {
    const { id, name } = await service.create(ann, 'acme', draft());
    now.boards = [];
    const fail = async (day: number) => {
      await advanceTo(`2026-05-${day}T08:00:00Z`);
      await work();
      return told.length;
    };
    expect([await fail(12), await fail(13)]).toEqual([1, 1]);
    const atMs = Date.parse('2026-05-12T08:00Z');
    const runId = expect.any(String);
    const about = { userId: ann.id, runId, reportId: id, owner: 'acme', name, atMs };
    expect(told).toEqual([{ ...about, said: expect.any(String) }]);
    const reasons = [{ code: 'no_dashboard', values: { by: 'ANN', dashboard: 'pods' } }];
    expect(parseSaid(told[0]?.said ?? '')).toMatchObject({ reasons });
    expect((await reports.runsOf(id))[0]).toMatchObject({ state: 'refused', reasons });
    now.boards = ['acme pods'];
    await service.update(ann, 'acme', id, draft(), 1);
    now.boards = [];
    expect([await fail(14), await fail(15)]).toEqual([2, 2]);
    now.boards = ['acme pods'];
    expect(await fail(16)).toBe(2);
    now.boards = [];
    expect([await fail(17), await fail(18)]).toEqual([3, 3]);
  });

  it('are tried three times again, then given up', async () => {
    now.post = () => ({ kind: 'retry', reason: 'mail_deferred', detail: 'busy' });
    const { id } = await service.create(ann, 'acme', draft());
    await advanceTo('2026-05-12T08:00:00Z');
    for (const minutes of [0, 1, 5, 15, 60]) {
      await clock.advance(minutes * 60_000);
      await work();
    }
    expect(mails).toHaveLength(4);
    expect(new Set(mails.map((mail) => mail.id)).size).toBe(1);
    expect(await statesOf(id)).toEqual(['failed: busy']);
    now.draws = false;
    await service.send(ann, 'acme', id, 'all');
    await work();
    expect(await statesOf(id)).toEqual(['waiting: it took too long', 'failed: busy']);
    Object.assign(now, { draws: true, post: () => ({ kind: 'sent', detail: '' }) });
    await clock.advance(60_000);
    await work();
    expect((await statesOf(id))[0]).toBe('sent:');
  });

  const whenDrawn = (change: () => void) =>
    Object.defineProperty(now, 'draws', {
      get: () => {
        change();
        return true;
      },
    });

  it.each<[string, () => void, RegExp]>([
    ['gone', () => (now.present = () => null), /^refused: ANN ordered it, and has no account/],
    [
      'may only read',
      () => (now.present = () => viewer),
      /^refused: ANN .* may not write .* acme.shop/,
    ],
    ['of the other tenant now', () => (now.present = () => eve), /^refused: ANN .* may not write/],
    [
      'not shown the dashboard',
      () => (now.boards = []),
      /^refused: ANN: there is no dashboard pods/,
    ],
    [
      'gone while it was drawn',
      () => whenDrawn(() => (now.present = () => null)),
      /^refused: ANN .* has no account/,
    ],
    [
      'not shown the dashboard any more once it was drawn',
      () => whenDrawn(() => (now.boards = [])),
      /^refused: ANN: there is no dashboard pods/,
    ],
  ])('are not sent when their author is %s', async (_, change, words) => {
    const { id } = await service.create(ann, 'acme', draft());
    change();
    await advanceTo('2026-05-12T08:00:00Z');
    await work();
    expect(mails).toEqual([]);
    expect(await statesOf(id)).toEqual([expect.stringMatching(words)]);
  });

  it('leave out channels that are gone, and are refused when nobody is left', async () => {
    const channels = [CHANNEL];
    const { id } = await service.create(
      ann,
      'acme',
      draft({ recipients: { addresses: [], channels } }),
    );
    now.channel = null;
    await advanceTo('2026-05-12T08:00:00Z');
    await work();
    expect(mails).toEqual([]);
    expect((await statesOf(id))[0]).toContain('Nobody is left to send it to. not to the channel');
  });

  it('are drawn again after a crash, but not sent again', async () => {
    const { id } = await service.create(ann, 'acme', draft());
    const left = async (state: 'drawing' | 'sending') => {
      const run = await service.send(ann, 'acme', id, 'all');
      await reports.step({ ...run, state, attempts: 1 }, 'waiting');
      await work(newRunner());
    };
    await left('sending');
    expect(mails).toEqual([]);
    expect((await statesOf(id))[0]).toMatch(/^failed: The service ended while it was sent/);
    await left('drawing');
    expect(mails).toHaveLength(1);
  });

  it('go to who asks alone, as they see it', async () => {
    const { id } = await service.create(ann, 'acme', draft());
    await service.send(bob, 'acme', id, 'me');
    await work();
    expect(mails.map(({ to, bcc }) => [to, bcc])).toEqual([[['bob@acme.example'], []]]);
    expect(drawn.map(({ by }) => by)).toEqual(['BOB']);
    await expect(service.send(ann, 'acme', id, 'me')).rejects.toThrow('no mail address');
    await expect(service.send(viewer, 'acme', id, 'all')).rejects.toMatchObject({
      kind: 'scope_denied',
    });
  });

  it('belong to who wrote them last, at a revision', async () => {
    const { id } = await service.create(ann, 'acme', draft());
    const changed = await service.update(bob, 'acme', id, draft({ name: 'Other' }), 1);
    expect(changed).toMatchObject({ revision: 2, author: { name: 'BOB' } });
    const late = service.update(ann, 'acme', id, draft(), 1);
    await expect(late).rejects.toMatchObject({ kind: 'precondition_failed' });
    await service.update(bob, 'acme', id, draft({ enabled: false }), 2);
    await advanceTo('2026-05-12T09:00:00Z');
    await work();
    expect(mails).toEqual([]);
    await service.remove(bob, 'acme', id, 3);
    await expect(service.get(bob, 'acme', id)).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('name nothing of another tenant', async () => {
    const { id } = await service.create(ann, 'acme', draft());
    const kindOf = (promise: Promise<unknown>) =>
      promise.then(
        () => 'done',
        (thrown: AppError) => thrown.kind,
      );
    const foreign = draft({ scope: scopeNamed('umbrella.shop') });
    expect(await kindOf(service.create(ann, 'acme', foreign))).toBe('scope_denied');
    expect(await kindOf(service.create(ann, 'umbrella', foreign))).toBe('scope_denied');
    expect(await kindOf(service.create(eve, 'umbrella', draft()))).toBe('scope_denied');
    expect(await kindOf(service.create(viewer, 'acme', draft({ name: 'b' })))).toBe('scope_denied');
    const recipients = { addresses: [], channels: [FOREIGN] };
    const wrong = service.create(
      ann,
      'acme',
      draft({ name: 'b', recipients, dashboard: 'theirs' }),
    );
    await expect(wrong).rejects.toMatchObject({
      kind: 'invalid',
      details: [
        expect.objectContaining({ path: '/dashboard' }),
        expect.objectContaining({ path: '/recipients/channels/0' }),
      ],
    });
    for (const act of [
      service.get(eve, 'acme', id),
      service.list(eve, 'acme', { limit: 10, cursor: null }),
      service.runs(eve, 'acme', id),
      service.send(eve, 'acme', id, 'all'),
      service.preview(eve, 'acme', id, 'html', signal),
      service.remove(eve, 'acme', id, null),
    ])
      expect(await kindOf(act)).toBe('scope_denied');
    expect(await kindOf(service.get(eve, 'umbrella', id))).toBe('not_found');
  });

  it('are as many as an owner may have, with names of their own and fifty runs', async () => {
    const { id } = await service.create(ann, 'acme', draft());
    await expect(service.create(ann, 'acme', draft())).rejects.toMatchObject({ kind: 'conflict' });
    for (let index = 1; index < 50; index += 1)
      await service.create(ann, 'acme', draft({ name: `r${index}`, enabled: false }));
    const more = service.create(ann, 'acme', draft({ name: 'more' }));
    await expect(more).rejects.toMatchObject({ kind: 'limited' });
    await service.create(eve, 'umbrella', draft({ scope: scopeNamed('umbrella') }));
    for (let index = 0; index < 53; index += 1) {
      await service.send(ann, 'acme', id, 'all');
      await work();
      await clock.advance(120_000);
    }
    expect((await service.runs(ann, 'acme', id)).length).toBeLessThanOrEqual(51);
  });

  it('of one owner keep no other waiting, and are not sent by hand without end', async () => {
    const often = await service.create(ann, 'acme', draft({ enabled: false }));
    const theirs = draft({ scope: scopeNamed('umbrella'), enabled: false });
    const other = await service.create(eve, 'umbrella', theirs);
    for (let index = 0; index < 5; index += 1) await service.send(ann, 'acme', often.id, 'all');
    await service.send(eve, 'umbrella', other.id, 'all');
    for (let index = 0; index < 3; index += 1) await runner.round(signal);
    const sent = async (id: string) =>
      (await reports.runsOf(id)).filter(({ state }) => state === 'sent').length;
    expect([await sent(often.id), await sent(other.id)]).toEqual([2, 1]);
    await work();
    for (let index = 5; index < 30; index += 1) {
      await service.send(ann, 'acme', often.id, 'all');
      await work();
    }
    const more = service.send(ann, 'acme', often.id, 'all');
    await expect(more).rejects.toMatchObject({ kind: 'limited' });
    await clock.advance(3_600_000);
    await service.send(ann, 'acme', often.id, 'all');
  });

  it('are not ordered more often than every 15 minutes, nor with what is no pattern', async () => {
    const refusal = (more: Partial<ReportDraft>) =>
      service.create(ann, 'acme', draft(more)).then(String, (thrown: AppError) => thrown.message);
    expect(await refusal({ cron: '*/10 * * * *' })).toContain('every 15 minutes');
    expect(await refusal({ cron: 'at eight' })).toContain('five fields');
    expect(await refusal({ zone: 'Mars' })).toContain('no time zone');
    expect(await refusal({ recipients: { addresses: ['a b@c'], channels: [] } })).toContain('ops@');
    expect(await refusal({ recipients: { addresses: [], channels: [] } })).toContain('a channel');
  });
});
