import type { Socket } from 'node:net';
import type { Clock } from '../../../platform/clock/clock.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import { createLogger, type Logger } from '../../../platform/observe/logger.ts';
import { Revocations } from '../../../platform/tenancy/revocations.ts';
import { composeWorker, type WorkerParts } from './compose-worker.ts';
import { type Facts, type FromWorker, readToWorker, type ToWorker } from './messages.ts';
import { MirroredDirectory } from './mirrored-directory.ts';
import { ParentLink } from './parent-link.ts';

export interface QueryWorkerOptions {
  readonly send: (message: FromWorker) => void;
  /** Ends the process. */
  readonly end: (code: number) => void;
  readonly clock: Clock;
}

type Start = Extract<ToWorker, { kind: 'start' }>;

interface Running {
  readonly parts: WorkerParts;
  readonly logger: Logger;
  readonly revocations: Revocations;
}

/** What a worker does with the messages of its parent. Ends when it gets one that it cannot follow. */
export class QueryWorker {
  readonly #options: QueryWorkerOptions;
  readonly #directories = new MirroredDirectory();
  readonly #link: ParentLink;
  #running: Running | null = null;
  #heard = 0;

  constructor(options: QueryWorkerOptions) {
    this.#options = options;
    this.#link = new ParentLink(options.send, options.clock);
  }

  /** @param socket with `connection` only; gone when its client went away meanwhile */
  take(value: unknown, socket: Socket | undefined): void {
    const message = readToWorker(value);
    if (!message) throw new TypeError('the parent sends what is no message');
    if (message.kind === 'start') this.#start(message);
    else if (this.#running) this.#follow(message, socket, this.#running);
    else throw new TypeError(`${message.kind} came before start`);
  }

  #start({ settings, facts }: Start): void {
    const logger = createLogger({ level: settings.config.log.level }).child({
      worker: settings.slot,
    });
    this.#hear(facts);
    const revocations = new Revocations(logger);
    const parts = composeWorker({
      settings,
      directories: this.#directories,
      authentications: this.#link,
      heard: () => this.#heard,
      revocations,
      clock: this.#options.clock,
      logger,
    });
    this.#running = { parts, logger, revocations };
    this.#options.send({ kind: 'ready' });
  }

  #follow(message: Exclude<ToWorker, Start>, socket: Socket | undefined, running: Running): void {
    const { parts, revocations } = running;
    switch (message.kind) {
      case 'serve':
        this.#run(parts.listen().then(() => this.#options.send({ kind: 'serving' })));
        return;
      case 'facts':
        this.#hear(message.facts);
        this.#options.send({ kind: 'acknowledged', sequence: this.#heard });
        return;
      case 'revoked':
        this.#heard = message.sequence;
        revocations.announce(message.revocation);
        this.#options.send({ kind: 'acknowledged', sequence: this.#heard });
        return;
      case 'connection':
        if (socket) parts.adopt(socket, Buffer.from(message.head, 'latin1'));
        return;
      case 'authenticated':
      case 'not-authenticated':
        this.#link.heard(message);
        return;
      case 'report':
        this.#run(this.#report(message.id, parts));
        return;
      case 'drain':
        this.#run(parts.drain().then(() => this.#options.end(0)));
        return;
      default:
        assertNever(message);
    }
  }

  #hear(facts: Facts): void {
    this.#heard = facts.sequence;
    this.#directories.apply(facts);
  }

  async #report(id: number, { metrics }: WorkerParts): Promise<void> {
    const snapshot = await metrics.snapshot();
    this.#options.send({ kind: 'report', id, metrics: plain(snapshot) });
  }

  /** What fails here cannot be healed by going on. */
  #run(work: Promise<void>): void {
    work.catch((err: unknown) => {
      this.#running?.logger.error({ err }, 'query worker cannot go on');
      this.#options.end(1);
    });
  }
}

/** Without what the library hangs on its objects. */
function plain(snapshot: unknown): Extract<FromWorker, { kind: 'report' }>['metrics'] {
  return JSON.parse(JSON.stringify(snapshot));
}
