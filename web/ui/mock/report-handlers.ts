import type { Report, ReportInput, ReportRun } from '../../contract/reports.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { type MockIo, nextId, type World } from './world.ts';

const HOUR_MS = 3_600_000;

interface Kept {
  readonly owner: string;
  report: Report;
  runs: readonly ReportRun[];
}

/** Reports of the mock; acme has one that was sent and one that was refused. */
export function reportHandlers(world: World, io: MockIo) {
  const shelf = new Shelf(world, io);
  const daily = shelf.add('acme', { ...WEEKLY, name: 'Cluster every morning', cron: '0 8 * * *' });
  shelf.run(daily, 49 * HOUR_MS, {});
  shelf.run(daily, 25 * HOUR_MS, {});
  shelf.run(shelf.add('acme', WEEKLY), 30 * HOUR_MS, {
    ...{ state: 'refused', sizeBytes: 0, recipients: 0 },
    message: 'ann ordered it, and may not write dashboards of acme.shop any more.',
    reasons: [{ code: 'may_not_write', values: { by: 'ann', scope: 'acme.shop' } }],
  });
  return {
    'reports.list': ({ params: { owner } }) => ({ items: shelf.ofOwner(owner), nextCursor: null }),
    'reports.times': () => ({ times: shelf.times() }),
    'reports.get': ({ params: { owner, id } }) => shelf.find(owner, id).report,
    'reports.create': ({ params: { owner }, body }) => shelf.add(owner, body).report,
    'reports.update': ({ params: { owner, id }, body, revision }) => {
      const one = shelf.find(owner, id);
      if (revision !== one.report.revision)
        throw new MockFault(412, 'precondition_failed', 'it was changed since it was read');
      one.report = { ...one.report, ...body, revision: revision + 1 };
      return one.report;
    },
    'reports.delete': ({ params: { owner, id } }) => {
      shelf.remove(owner, id);
      return null;
    },
    'reports.send': ({ params: { owner, id }, body: { to } }) =>
      shelf.run(shelf.find(owner, id), 0, { target: to, recipients: to === 'me' ? 1 : 2 }),
    'reports.runs': ({ params: { owner, id } }) => ({ items: [...shelf.find(owner, id).runs] }),
  } satisfies Partial<Handlers>;
}

class Shelf {
  readonly #world: World;
  readonly #io: MockIo;
  readonly #kept = new Map<string, Kept>();

  constructor(world: World, io: MockIo) {
    this.#world = world;
    this.#io = io;
  }

  ofOwner(owner: string): Report[] {
    const own = [...this.#kept.values()].filter((one) => one.owner === owner);
    return own.map(({ report }) => report);
  }

  find(owner: string, id: string): Kept {
    const found = this.#kept.get(id);
    if (found?.owner !== owner) throw new MockFault(404, 'not_found', `no report ${id}`);
    return found;
  }

  remove(owner: string, id: string): void {
    this.find(owner, id);
    this.#kept.delete(id);
  }

  /** The next three days at eight. */
  times(): string[] {
    const dayMs = 24 * HOUR_MS;
    const first = Math.floor(this.#io.now() / dayMs) * dayMs + 32 * HOUR_MS;
    return [0, 1, 2].map((day) => new Date(first + day * dayMs).toISOString());
  }

  add(owner: string, input: ReportInput): Kept {
    const id = nextId(this.#world);
    const at = this.#before(0);
    const more = { revision: 1, createdAt: at, updatedAt: at, author: 'ann', mayWrite: true };
    const report = { id, ...input, ...more, nextTimes: this.times(), lastRun: null };
    const one: Kept = { owner, report, runs: [] };
    this.#kept.set(id, one);
    return one;
  }

  run(one: Kept, agoMs: number, change: Partial<ReportRun>): ReportRun {
    const at = this.#before(agoMs);
    const run: ReportRun = {
      ...{ id: nextId(this.#world), target: 'all', by: 'ann', dueAt: at, state: 'sent' },
      ...{ attempts: 1, retryAt: null, startedAt: at, endedAt: this.#before(agoMs - 2_400) },
      ...{ sizeBytes: 412_000, recipients: 2, message: '', reasons: [] },
      ...change,
    };
    one.runs = [run, ...one.runs];
    one.report = { ...one.report, lastRun: run };
    return run;
  }

  #before(agoMs: number): string {
    return new Date(this.#io.now() - agoMs).toISOString();
  }
}

const WEEKLY: ReportInput = {
  ...{ name: 'Shop every week', enabled: true, dashboard: 'tocsin-cluster', scope: 'acme.shop' },
  ...{ variables: {}, range: 'last-week', cron: '0 8 * * 1', zone: 'Europe/Berlin' },
  ...{ language: 'en', theme: 'light', attachment: 'pdf' },
  recipients: { addresses: ['ops@acme.example', 'lead@acme.example'], channels: [] },
};
