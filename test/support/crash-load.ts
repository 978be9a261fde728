import { appendFileSync } from 'node:fs';
import {
  CRASH_TENANTS,
  type CrashAnswer,
  type CrashLab,
  type CrashTenant,
  wordOf,
} from './crash-lab.ts';
import type { CrashProtocol } from './crash-pushes.ts';

/** A tenant that pushes in one way, and what became of its pushes. */
export class CrashSender {
  readonly tenant: CrashTenant;
  readonly protocol: CrashProtocol;
  /** Pushes that were answered 2xx. */
  readonly acknowledged = new Set<number>();
  /** Pushes before this one were sent. */
  sent = 0;
  /** Sent and not answered: what it brought may be there or not. */
  unanswered: number | null = null;

  constructor(tenant: CrashTenant, protocol: CrashProtocol) {
    this.tenant = tenant;
    this.protocol = protocol;
  }

  /**
   * Sends the one that was not answered again, as senders do, or the next one.
   * @returns null when it was taken, else why not
   */
  async push(lab: CrashLab): Promise<string | null> {
    const { status, text } = await this.attempt(lab);
    return status < 300 ? null : `${this.protocol.name}: ${status} ${text}`;
  }

  /** The same, with the answer as it came. */
  async attempt(lab: CrashLab): Promise<CrashAnswer> {
    const { tenant, protocol } = this;
    const n = this.unanswered ?? this.sent++;
    this.unanswered = n;
    const { path, body, headers } = protocol.push(tenant, n);
    const request = { body: new Uint8Array(body), headers };
    const answer = await lab.send(tenant, `/scopes/${tenant}/${path}`, request);
    if (answer.status < 300) {
      this.acknowledged.add(n);
      this.unanswered = null;
    }
    return answer;
  }

  /** What was not answered is not sent again. */
  giveUp(): void {
    this.unanswered = null;
  }
}

/** Lines that are appended to the file of a tenant; the service finds them by itself. */
export class CrashFile {
  readonly tenant: CrashTenant;
  lines = 0;

  constructor(tenant: CrashTenant) {
    this.tenant = tenant;
  }

  append(lab: CrashLab): void {
    appendFileSync(lab.fileOf(this.tenant), `${wordOf(this.tenant)} file ${this.lines}\n`);
    this.lines += 1;
  }
}

/** All tenants pushing in all ways at once, and writing to their files, one life at a time. */
export class CrashLoad {
  readonly senders: readonly CrashSender[];
  readonly files = CRASH_TENANTS.map((tenant) => new CrashFile(tenant));
  readonly #lab: CrashLab;
  #running: Promise<unknown> = Promise.resolve();
  #isEnding = false;
  #hasFailed = false;
  #takenBefore = 0;

  constructor(lab: CrashLab, protocols: readonly CrashProtocol[]) {
    this.#lab = lab;
    this.senders = CRASH_TENANTS.flatMap((tenant) =>
      protocols.map((protocol) => new CrashSender(tenant, protocol)),
    );
  }

  begin(): void {
    this.#isEnding = false;
    this.#takenBefore = this.#taken();
    this.#running = Promise.all(this.senders.map((sender) => this.#pushAll(sender)));
    this.#running.catch(() => {
      this.#hasFailed = true;
    });
  }

  /** A push went wrong before its time, which `end` throws. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Pushes of this life that were taken so far. */
  taken(): number {
    return this.#taken() - this.#takenBefore;
  }

  /** From now on pushes may go wrong. */
  willEnd(): void {
    this.#isEnding = true;
  }

  /** Resolves when nobody pushes any more. @throws Error when a push went wrong before its time */
  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#running;
  }

  #taken(): number {
    return this.senders.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0);
  }

  async #pushAll(sender: CrashSender): Promise<void> {
    const file = this.files.find(({ tenant }) => tenant === sender.tenant);
    while (!this.#isEnding) {
      const fault = await sender.push(this.#lab).catch(String);
      if (fault !== null && !this.#isEnding) throw new Error(`${sender.tenant}: ${fault}`);
      if (fault === null && sender.acknowledged.size % 4 === 0) file?.append(this.#lab);
    }
  }
}
