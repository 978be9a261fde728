import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChildOrder, ChildReport } from '../support/notify-child.ts';
import { inRepository } from '../support/repository.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts';

const KILLS = process.env.TOCSIN_PROOF === '1' ? 200 : 4;
const TENANTS = ['acme', 'globex'] as const;

/** A delivery that met an error again and again is tried after five minutes at the latest. */
const LONGEST_RETRY_MS = 6 * 60_000;

/** A notifier process with what it has acknowledged. */
class Notifier {
  readonly #process: ChildProcess;
  readonly acked: ChildOrder[] = [];

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  static async start(folder: string, url: string): Promise<Notifier> {
    const child = fork(inRepository('test/support/notify-child.ts'), [folder, url], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const notifier = new Notifier(child);
    child.on('message', (report: ChildReport) => {
      if (report.kind === 'acked') notifier.acked.push(report.order);
    });
    const [first] = (await once(child, 'message')) as [ChildReport];
    if (first.kind !== 'ready') throw new Error(JSON.stringify(first));
    return notifier;
  }

  post(order: ChildOrder): void {
    this.#process.send(order);
  }

  async kill(): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }
}

describe('kill -9', () => {
  let sink: WebhookSink;
  let folder: string;
  beforeEach(async () => {
    sink = await startWebhookSink();
    folder = tempFolder('notify-kill');
  });
  afterEach(async () => {
    await sink.stop();
    removeFolder(folder);
  });

  /** Ids by `tenant type number`, as the sink has seen them; each request is read once. */
  const ids = new Map<string, Set<string>>();
  let read = 0;
  function arrived(): ReadonlyMap<string, ReadonlySet<string>> {
    for (; read < sink.requests.length; read += 1) {
      const { path = '', body = '', headers = {} } = sink.requests[read] ?? {};
      const { type, incident } = JSON.parse(body);
      const key = `${path.slice(1)} ${type} ${incident.labels.n}`;
      const known = ids.get(key) ?? new Set();
      ids.set(key, known.add(headers['webhook-id'] ?? ''));
    }
    return ids;
  }

  it(`${KILLS} times during intake and delivery: nothing acknowledged is lost, repeats keep their id`, async () => {
    // Every third answer is an error, so that retries are under way too.
    sink.answerWith((_request, index) => (index % 3 === 0 ? { status: 503 } : {}));
    const startsAtMs = Date.now();
    const acknowledged = new Set<number>();
    let next = 0;
    for (let round = 0; round < KILLS; round++) {
      const notifier = await Notifier.start(folder, sink.url);
      for (let order = 0; order < 10; order++) {
        notifier.post({ numbers: [next++, next++], startsAtMs, isOver: false });
      }
      const wanted = 1 + ((round * 7) % 10);
      await waitUntil(() => notifier.acked.length >= wanted, {
        what: 'acknowledgements',
        everyMs: 1,
      });
      await notifier.kill();
      for (const { numbers } of notifier.acked) for (const n of numbers) acknowledged.add(n);
    }
    sink.answerWith(() => ({}));
    const last = await Notifier.start(folder, sink.url);
    const numbers = [...acknowledged];
    last.post({ numbers, startsAtMs, isOver: true });
    const keys = TENANTS.flatMap((tenant) =>
      ['incident.firing', 'incident.resolved'].flatMap((type) =>
        numbers.map((n) => `${tenant} ${type} ${n}`),
      ),
    );
    const isWhole = () => {
      const seen = arrived();
      return keys.every((key) => seen.has(key));
    };
    await waitUntil(isWhole, {
      what: 'all deliveries',
      timeoutMs: LONGEST_RETRY_MS,
      everyMs: 200,
    });
    await last.kill();
    for (const [key, ids] of arrived()) expect([...ids], key).toHaveLength(1);
    for (const { path, body } of sink.requests) {
      expect(body).not.toContain(path === '/acme' ? 'globex' : 'acme');
    }
  });
});
