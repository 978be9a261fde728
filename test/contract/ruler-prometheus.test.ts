import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rulerMigration } from '../../alerting/migration-0003-ruler.ts';
import type { AskQuery } from '../../alerting/ruler/ask-query.ts';
import { KeptAlerts } from '../../alerting/ruler/kept-alerts.ts';
import { readQueryAnswer } from '../../alerting/ruler/read-query-answer.ts';
import type { RuledGroup } from '../../alerting/ruler/ruled-group.ts';
import { Ruler } from '../../alerting/ruler/ruler.ts';
import { RulerBook } from '../../alerting/ruler/ruler-book.ts';
import { DEFAULT_RULER_SETTINGS } from '../../alerting/ruler/ruler-parts.ts';
import type { SentAlert } from '../../alerting/ruler/send-alerts.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { printDurationMs } from '../../platform/model/duration.ts';
import { labelsToObject } from '../../platform/model/labels.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { openDirectState } from '../support/direct-state.ts';
import { freePort } from '../support/free-port.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
import { ruledAlert, ruledGroup, ruledRecord, scriptedTemplates } from '../support/ruler-world.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const second = { intervalMs: 1_000 };
const labels = new Map([
  ['severity', 'critical'],
  ['place', 'in {{ $labels.namespace }}'],
]);

/** The same rules for both tenants, and what goes wrong. */
const groups: readonly RuledGroup[] = [
  ...['acme', 'globex'].map((owner) =>
    ruledGroup({
      ...second,
      name: owner,
      owner,
      rules: [
        ruledAlert({
          alert: 'Held',
          expr: `level{namespace="${owner}-prod"} > 0`,
          forMs: 2_000,
          labels,
        }),
        ruledAlert({
          alert: 'Kept',
          expr: `level{namespace="${owner}-prod"} > 1`,
          keepFiringForMs: 3_000,
          labels,
        }),
        ruledRecord({
          record: 'ns:level:sum',
          expr: `sum by (namespace) (level{namespace="${owner}-prod"})`,
          labels: new Map([['by', 'rule']]),
        }),
      ],
    }),
  ),
  ruledGroup({
    ...second,
    name: 'limited',
    limit: 1,
    rules: [ruledAlert({ alert: 'Limited', expr: 'level > 0', labels })],
  }),
  ruledGroup({
    ...second,
    name: 'same',
    rules: [
      ruledAlert({ alert: 'Same', expr: 'level > 0', labels: new Map([['pod', 'one']]) }),
      ruledAlert({ alert: 'Wrong', expr: 'level > on (namespace) level', labels }),
      ruledAlert({ alert: 'Scalar', expr: 'vector(1) > bool 0', labels: new Map() }),
    ],
  }),
];

interface Told {
  readonly labels: Readonly<Record<string, string>>;
  readonly endsAt: string;
}

/** Alerts that were sent, each with whether it was ever over when it was told. */
class Outbox {
  readonly #seen = new Map<string, { isFiring: boolean; isOver: boolean }>();

  take(alerts: readonly Told[]): void {
    // Which values the texts had depends on the fraction of the second at which each evaluates.
    for (const { labels, endsAt } of alerts) {
      const key = JSON.stringify(sorted(labels));
      const seen = this.#seen.get(key) ?? { isFiring: false, isOver: false };
      if (Date.parse(endsAt) > systemClock.nowMs()) seen.isFiring = true;
      else seen.isOver = true;
      this.#seen.set(key, seen);
    }
  }

  get all(): readonly string[] {
    return [...this.#seen].map(([key, seen]) => `${key} ${JSON.stringify(seen)}`).sort();
  }
}

function difference(some: readonly string[], others: readonly string[]): readonly string[] {
  return some.filter((one) => !others.includes(one));
}

function sorted(object: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What both say of all rules; instants are left out. */
function picture(data: unknown): readonly string[] {
  const { groups: shown } = data as {
    readonly groups: readonly {
      readonly name: string;
      readonly rules: readonly Readonly<Record<string, unknown>>[];
    }[];
  };
  return shown
    .flatMap(({ name, rules }) =>
      rules.map((rule) => {
        const alerts = ((rule.alerts ?? []) as readonly Readonly<Record<string, unknown>>[])
          .map(({ labels, annotations, state, value, keepFiringSince }) => [
            sorted(labels as Record<string, string>),
            sorted((annotations ?? {}) as Record<string, string>),
            state,
            value,
            keepFiringSince !== undefined,
          ])
          .map((alert) => JSON.stringify(alert))
          .sort();
        const { name: rule_name, state, health, lastError, type, duration, keepFiringFor } = rule;
        return JSON.stringify([
          name,
          rule_name,
          type,
          state,
          health,
          lastError,
          duration,
          keepFiringFor,
          alerts,
        ]);
      }),
    )
    .sort();
}

function ruleFile(): string {
  return JSON.stringify({
    groups: groups.map(({ name, limit, intervalMs, rules }) => ({
      name,
      limit,
      interval: printDurationMs(intervalMs),
      rules: rules.map((rule) =>
        rule.kind === 'recording'
          ? { record: rule.record, expr: rule.expr, labels: labelsToObject(rule.labels) }
          : {
              alert: rule.alert,
              expr: rule.expr,
              for: printDurationMs(rule.forMs),
              keep_firing_for: printDurationMs(rule.keepFiringForMs),
              labels: labelsToObject(rule.labels),
              annotations: labelsToObject(rule.annotations),
            },
      ),
    })),
  });
}

function askOverHttp(url: () => string): AskQuery {
  return {
    ask: async ({ query, atMs, timeoutMs }, signal) => {
      const form = new URLSearchParams({
        query,
        time: String(atMs / 1_000),
        timeout: printDurationMs(timeoutMs),
      });
      const answer = await fetch(`${url()}/api/v1/query`, { method: 'POST', body: form, signal });
      return readQueryAnswer(answer.status, await answer.text());
    },
  };
}

requires('prometheus')('the ruler beside Prometheus on the same data', () => {
  let folder: string;
  let prometheus: Prometheus;
  let receiver: Server;
  let ruler: Ruler;
  let book: RulerBook;
  const theirs = new Outbox();
  const ours = new Outbox();

  beforeAll(async () => {
    folder = tempFolder('ruler-prometheus');
    writeFileSync(join(folder, 'rules.yml'), ruleFile());
    const port = await freePort();
    receiver = createServer((request, response) => {
      void text(request).then((body) => {
        theirs.take(JSON.parse(body));
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => receiver.listen(port, '127.0.0.1', resolve));
    prometheus = await startPrometheus({
      ruleFiles: [join(folder, 'rules.yml')],
      alertmanagers: [{ url: `http://127.0.0.1:${port}/` }],
    });
    ruler = rulerOn(() => prometheus.url, ours);
    ruler.assign('lab', groups);
    book = new RulerBook((cluster) => ruler.runners(cluster));
    await ruler.start();
  });
  afterAll(async () => {
    await ruler?.stop();
    await prometheus?.stop();
    receiver?.close();
    removeFolder(folder);
  });

  const push = (a1: number, a2: number, g1: number) => {
    const atMs = systemClock.nowMs();
    const series = (namespace: string, pod: string, value: number) => ({
      labels: { __name__: 'level', namespace, pod },
      samples: [[atMs, value] as const],
    });
    return prometheus.writeSeries([
      series('acme-prod', 'a1', a1),
      series('acme-prod', 'a2', a2),
      series('globex-prod', 'g1', g1),
    ]);
  };
  /** Resolves with the common picture once both have the same, and it holds all of these. */
  const agreed = (what: string, ...needed: readonly RegExp[]) => {
    let last = '';
    return waitUntil(
      async () => {
        const data = JSON.parse(JSON.stringify(book.rules('lab')));
        const [mine, other] = [picture(data), picture(await prometheus.get('/api/v1/rules'))];
        const all = mine.join('\n');
        last = `ours\n${all}\ntheirs\n${other.join('\n')}`;
        if (all !== other.join('\n') || !needed.every((one) => one.test(all)))
          throw new Error(last);
        return mine;
      },
      { what, timeoutMs: 6_000 },
    );
  };

  it('has the same states, labels and reasons, and tells the same alerts', async () => {
    await push(0, 0, 0);
    // It learns of Alertmanagers after five seconds, and drops what it has to tell before.
    await waitUntil(() => theirs.all.some((one) => one.includes('Scalar')), {
      what: 'Prometheus knowing where alerts go',
      timeoutMs: 10_000,
    });
    await agreed('nothing fires', /"acme","Held","alerting","inactive","ok"/);
    await push(1, 0, 0);
    await agreed('pending', /"acme","Held","alerting","pending"/, /"Limited","alerting","firing"/);
    await agreed('firing', /"acme","Held","alerting","firing"/, /"globex","Held".*"inactive"/);
    await push(2, 2, 2);
    await agreed(
      'limits and equal labels',
      /exceeded limit of 1 with 3 alerts/,
      /same labelset after applying alert labels/,
      /"globex","Kept","alerting","firing"/,
      /"globex","Held","alerting","firing"/,
      /"acme","Held".*a2.*firing/,
    );
    await push(0, 0, 1);
    await agreed('kept firing', /"acme","Kept","alerting","firing".*true\]/);
    await agreed(
      'the one is over, the other is not',
      /"acme","Held","alerting","inactive"/,
      /"acme","Kept","alerting","inactive"/,
      /"globex","Held","alerting","firing"/,
      /"Limited","alerting","firing"/,
    );
    await waitUntil(
      () => {
        const told = [difference(ours.all, theirs.all), difference(theirs.all, ours.all)];
        if (told.flat().length > 0) throw new Error(JSON.stringify(told, null, 1));
        return true;
      },
      { what: 'the same alerts told', timeoutMs: 5_000 },
    );
    const over = ours.all.filter((one) => one.includes('"isOver":true'));
    expect(over.some((one) => one.includes('acme-prod'))).toBe(true);
    for (const one of ours.all) {
      expect(one.includes('acme-prod') && one.includes('globex-prod')).toBe(false);
    }
  });
});

/** A ruler that asks over HTTP, and whose results go nowhere. */
function rulerOn(url: () => string, outbox: Outbox): Ruler {
  const send = async (_cluster: string, alerts: readonly SentAlert[]) => outbox.take(alerts);
  return new Ruler(
    {
      ask: askOverHttp(url),
      write: { takes: () => true, write: async () => ({ kind: 'written', refused: [] }) },
      alertState: { read: async () => [] },
      kept: new KeptAlerts(openDirectState([rulerMigration])),
      send: { send },
      templates: scriptedTemplates,
      clock: systemClock,
      logger: createLogger({ level: 'silent', destination: { write: () => undefined } }),
      settings: {
        ...DEFAULT_RULER_SETTINGS,
        externalUrl: 'http://tocsin.test',
        resendDelayMs: 1_000,
      },
    },
    createMetrics({ version: 'test', withProcessMetrics: false }),
  );
}
