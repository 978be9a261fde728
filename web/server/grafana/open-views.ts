import type { Clock } from '../../../platform/clock/clock.ts';
import { Slots } from '../../../platform/model/slots.ts';
import type { Revocations } from '../../../platform/tenancy/revocations.ts';
import type { Caller } from '../request-context.ts';
import { concerns } from '../revocation-concerns.ts';

/** An answer or socket of Grafana that somebody has open. */
export interface OpenView {
  readonly caller: Caller;
  /** Still true after the directory changed. */
  readonly mayGoOn: () => boolean;
  readonly end: () => void;
}

export interface OpenViewsOptions {
  readonly revocations: Pick<Revocations, 'subscribe'>;
  readonly clock: Pick<Clock, 'nowMs' | 'after'>;
  readonly onDirectoryChange: (listener: () => void) => unknown;
}

/** Whoever looks for longer opens it again. */
const LONGEST_MS = 24 * 3_600_000;

/** What is open through the proxy; it ends with the right to it. */
export class OpenViews {
  readonly #open = new Slots<OpenView>();

  readonly #clock: OpenViewsOptions['clock'];

  constructor({ revocations, clock, onDirectoryChange }: OpenViewsOptions) {
    this.#clock = clock;
    revocations.subscribe((revocation) =>
      this.#endThose(({ caller }) => concerns(revocation, caller)),
    );
    onDirectoryChange(() => this.#endThose(({ mayGoOn }) => !mayGoOn()));
  }

  /**
   * It ends with the session, too. To be begun before anything is waited for that a right hangs on: what ends
   * meanwhile is heard by what is open only.
   * @returns to be called once, when it is over
   */
  begin(view: OpenView): () => void {
    const slot = this.#open.add(view);
    const { expiresAtMs } = view.caller;
    const leftMs = Math.min((expiresAtMs ?? 0) - this.#clock.nowMs(), LONGEST_MS);
    const timer = this.#clock.after(Math.max(leftMs, 0), view.end);
    return () => {
      timer.cancel();
      this.#open.remove(slot);
    };
  }

  close(): void {
    this.#endThose(() => true);
  }

  #endThose(condition: (view: OpenView) => boolean): void {
    for (const view of this.#open.values()) if (condition(view)) view.end();
  }
}
