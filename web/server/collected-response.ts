import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** What became of an answer. `cut`: it broke off, or nobody answered. */
export type CollectedOutcome =
  | { readonly kind: 'whole'; readonly status: number; readonly text: string }
  | { readonly kind: 'cut' }
  | { readonly kind: 'too-large' };

/**
 * A response that goes nowhere: what the query plane answers stays here, so that the service can put
 * questions of tenants itself, through the very same checks. Nothing is ever connected.
 */
export class CollectedResponse extends ServerResponse {
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #state: 'open' | 'whole' | 'cut' | 'too-large' = 'open';

  /** @param maxBytes of the answer; beyond, it is cut off */
  constructor(maxBytes: number) {
    super(new IncomingMessage(new Socket()));
    this.#maxBytes = maxBytes;
  }

  outcome(): CollectedOutcome {
    if (this.#state === 'whole') {
      const text = Buffer.concat(this.#chunks).toString('utf8');
      return { kind: 'whole', status: this.statusCode, text };
    }
    return { kind: this.#state === 'too-large' ? 'too-large' : 'cut' };
  }

  override writeHead(status: number, ..._: unknown[]): this {
    this.statusCode = status;
    return this;
  }

  override write(chunk: unknown, ...[encoding]: unknown[]): boolean {
    this.#keep(chunk, encoding);
    return this.#state === 'open';
  }

  override end(...[chunk, encoding]: unknown[]): this {
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') {
      this.#keep(chunk, encoding);
    }
    if (this.#state === 'open') {
      this.#state = 'whole';
      this.emit('finish');
      this.emit('close');
    }
    return this;
  }

  override destroy(): this {
    if (this.#state === 'open') this.#state = 'cut';
    if (!this.destroyed) {
      this.destroyed = true;
      this.emit('close');
    }
    return this;
  }

  #keep(chunk: unknown, encoding: unknown): void {
    if (this.#state !== 'open') return;
    const bytes =
      typeof chunk === 'string'
        ? Buffer.from(chunk, encoding === 'latin1' ? 'latin1' : 'utf8')
        : Buffer.from(chunk as Uint8Array);
    this.#bytes += bytes.length;
    if (this.#bytes > this.#maxBytes) {
      this.#state = 'too-large';
      this.destroy();
    } else this.#chunks.push(bytes);
  }
}
