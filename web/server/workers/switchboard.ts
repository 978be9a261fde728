import type { IncomingMessage, ServerResponse } from 'node:http';
import { BoundedMap } from '../../../platform/model/bounded-map.ts';
import type { HttpEntrance } from './http-entrance.ts';
import { tenantOfQuestion } from './question-tenant.ts';
import type { Relay } from './relay.ts';
import { takePeer } from './relay-headers.ts';
import { slotOf } from './tenant-slot.ts';

/** Stands before the routes of an HTTP server; `here` is what they are reached by. */
export type RequestFront = (
  request: IncomingMessage,
  response: ServerResponse,
  here: () => void,
) => void;

export interface SwitchboardOptions {
  /** Slot of this process; null for the parent. */
  readonly own: number | null;
  readonly slots: number;
  readonly entrance: Pick<HttpEntrance, 'isDirect'>;
  readonly relay: Pick<Relay, 'forward'>;
  /** Whose questions only the parent can answer. */
  readonly staysInParent: (tenant: string) => boolean;
  /** Unix sockets that may take a request of that slot (null: of the parent), best first. */
  readonly pathsTo: (slot: number | null) => readonly string[];
}

/** Paths whose slot is remembered, and how long such a path may be. */
const MAX_REMEMBERED = 10_000;
const MAX_REMEMBERED_CHARS = 200;

/**
 * Sends each request on a kept connection to the process that answers it. What another process
 * sends is answered here, whoever's it is: nothing goes round in circles.
 */
export class Switchboard {
  readonly #options: SwitchboardOptions;
  readonly #tenants = new BoundedMap<string, { readonly tenant: string | null }>(MAX_REMEMBERED);

  constructor(options: SwitchboardOptions) {
    this.#options = options;
  }

  readonly front: RequestFront = (request, response, here) => {
    const { own, entrance, relay, pathsTo } = this.#options;
    if (!entrance.isDirect(request.socket)) {
      takePeer(request);
      here();
      return;
    }
    const slot = this.slotFor(request.url ?? '');
    if (slot === own) here();
    else relay.forward(request, response, { paths: pathsTo(slot), otherwise: here });
  };

  /** The slot whose worker answers a target; null for the parent. */
  slotFor(target: string): number | null {
    const end = target.indexOf('?');
    const path = end < 0 ? target : target.slice(0, end);
    const tenant = this.#tenantOf(path);
    if (tenant === null || this.#options.staysInParent(tenant)) return null;
    return slotOf(tenant, this.#options.slots);
  }

  #tenantOf(path: string): string | null {
    const known = this.#tenants.get(path);
    if (known) return known.tenant;
    const tenant = tenantOfQuestion(path);
    if (path.length <= MAX_REMEMBERED_CHARS) this.#tenants.set(path, { tenant });
    return tenant;
  }
}
