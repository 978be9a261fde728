import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BuiltChild, buildChild } from '../support/build-child.ts';
import type { ChildOrder, ChildReport } from '../support/notify-child.ts';
import { CHANNELS } from '../support/notify-child-routes.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type SinkRequest, startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts';

const KILLS = process.env.TOCSIN_PROOF === '1' ? 200 : 4;
const PATHS = CHANNELS.map(({ owner, name }) => `/${owner}/${name}`);
const GROUPED = CHANNELS.filter((one) => one.isGrouped).map(
  ({ owner, name }) => `/${owner}/${name}`,
);

/** A delivery that met an error again and again is tried after five minutes at the latest. */
const LONGEST_RETRY_MS = 6 * 60_000;

/** A notifier process with what it has acknowledged. */
class Notifier {
  readonly #process: ChildProcess;
  readonly acked: ChildOrder[] = [];

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  static async start(file: string, folder: string, url: string): Promise<Notifier> {
    const child = fork(file, [folder, url], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
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

/** What a message says of each of its alerts, whichever form it has. */
function saidIn({ body, headers }: SinkRequest) {
  const { incident, others = [], alerts = [incident, ...others] } = JSON.parse(body);
  const id = headers['webhook-id'] ?? '';
  return (alerts as readonly { status: string; labels: { n: string } }[]).map(
    ({ status, labels }) => ({ id, status, n: labels.n }),
  );
}

describe('kill -9', () => {
  let child: BuiltChild;
  let sink: WebhookSink;
  let folder: string;
  beforeAll(async () => {
    child = await buildChild('test/support/notify-child.ts');
  });
  afterAll(() => child?.remove());
  beforeEach(async () => {
    sink = await startWebhookSink();
    folder = tempFolder('notify-kill');
  });
  afterEach(async () => {
    await sink.stop();
    removeFolder(folder);
  });

  /** Delivery ids by `path status number`, as the sink has accepted them; each is read once. */
  const ids = new Map<string, Set<string>>();
  let read = 0;
  function arrived(): ReadonlyMap<string, ReadonlySet<string>> {
    for (; read < sink.requests.length; read += 1) {
      const request = sink.requests[read];
      for (const { id, status, n } of request ? saidIn(request) : []) {
        const key = `${request?.path} ${status} ${n}`;
        ids.set(key, (ids.get(key) ?? new Set()).add(id));
      }
    }
    return ids;
  }

  /** The moment of the next kill: by what was stored, by what went out, or by what went out in groups. */
  function momentOf(round: number, notifier: Notifier): () => boolean {
    const count = 1 + ((round * 7) % 10);
    const before = sink.requests.length;
    const sent = (paths: readonly string[]) =>
      sink.requests.slice(before).filter(({ path }) => paths.includes(path)).length;
    const isStored = () => notifier.acked.length >= count;
    const moments = [
      isStored,
      () => notifier.acked.length >= 1 && sent(PATHS) >= 3 * count,
      () => notifier.acked.length >= 1 && sent(GROUPED) >= Math.ceil(count / 3),
    ];
    return moments[round % moments.length] ?? isStored;
  }

  it(`${KILLS} times during intake, grouping and delivery: nothing acknowledged is lost, repeats keep their id`, async () => {
    // Every third answer is an error, so that retries are under way too.
    sink.answerWith((_request, index) => (index % 3 === 0 ? { status: 503 } : {}));
    const startsAtMs = Date.now();
    const acknowledged = new Set<number>();
    let next = 0;
    for (let round = 0; round < KILLS; round++) {
      const notifier = await Notifier.start(child.file, folder, sink.url);
      for (let order = 0; order < 10; order++) {
        notifier.post({ numbers: [next++, next++], startsAtMs, isOver: false });
      }
      const isTime = momentOf(round, notifier);
      await waitUntil(isTime, { what: `the moment of kill ${round}`, everyMs: 1 });
      await notifier.kill();
      for (const { numbers } of notifier.acked) for (const n of numbers) acknowledged.add(n);
    }
    const beganMs = Date.now();
    sink.answerWith(() => ({}));
    const last = await Notifier.start(child.file, folder, sink.url);
    const numbers = [...acknowledged];
    const keysOf = (...statuses: readonly string[]) =>
      PATHS.flatMap((path) =>
        statuses.flatMap((status) => numbers.map((n) => `${path} ${status} ${n}`)),
      );
    const arrivalOf = (keys: readonly string[]) =>
      waitUntil(() => keys.every((key) => arrived().has(key)), {
        what: 'all deliveries',
        timeoutMs: LONGEST_RETRY_MS,
        everyMs: 200,
      });
    // What ends before its group is told is told to nobody.
    await arrivalOf(keysOf('firing'));
    last.post({ numbers, startsAtMs, isOver: true });
    await arrivalOf(keysOf('firing', 'resolved'));
    await last.kill();
    for (const [key, ids] of arrived()) expect([...ids], key).toHaveLength(1);
    for (const { path, body } of sink.requests) {
      expect(body).not.toContain(path.startsWith('/acme/') ? 'globex' : 'acme');
    }
    const deliveries = new Set(sink.requests.map(({ headers }) => headers['webhook-id']));
    const counted = [
      `${KILLS} kills in ${Math.round((beganMs - startsAtMs) / 1_000)} s`,
      `${numbers.length} acknowledged alerts of each rule`,
      `${arrived().size} times a channel heard of one`,
      `${sink.requests.length} requests, ${sink.requests.length - deliveries.size} of them again`,
    ];
    process.stdout.write(`${counted.join(', ')}: none lost\n`);
  });
});
