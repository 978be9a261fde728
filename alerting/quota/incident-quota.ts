import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import type { OpenIncidents } from '../incidents/open-incidents.ts';
import type { IncidentWork } from '../incidents/record-observations.ts';
import { quotaKey } from './quota-incident.ts';

/** What was refused of an owner lately. */
export interface QuotaRefusals {
  /** Alerts since the first; one that is posted again counts again. */
  readonly count: number;
  readonly lastAtMs: number;
}

/** May an owner have one more open incident? `countOf` is asked where the incident is made, so that posts cannot race. */
export type MayOpen = (owner: string) => boolean;

/**
 * Open incidents of each tenant up to which posts raise more: they are held in memory, and what one
 * tenant may take is not to be all there is. The platform is not bounded. What is open goes on and ends
 * as before, and incidents that we raise ourselves (about rules, channels, heartbeats) are always raised.
 */
export class IncidentQuota {
  readonly most: number;
  readonly #open: Pick<OpenIncidents, 'countOf' | 'get'>;
  readonly #refused = new Map<string, QuotaRefusals>();

  constructor(most: number, open: Pick<OpenIncidents, 'countOf' | 'get'>) {
    this.most = most;
    this.#open = open;
  }

  /** The notice that the quota is used up takes no place of it. */
  readonly mayOpen: MayOpen = (owner) => {
    const count = this.#open.countOf(owner);
    if (count < this.most || owner === PLATFORM) return true;
    return count === this.most && this.#open.get(quotaKey(owner)) !== undefined;
  };

  /** Remembers what was refused, for the notice. */
  refuse(work: readonly IncidentWork[], nowMs: number): void {
    for (const { subject, observations } of work) {
      const count = (this.#refused.get(subject.owner)?.count ?? 0) + observations.length;
      this.#refused.set(subject.owner, { count, lastAtMs: nowMs });
    }
  }

  /** By owner. */
  get refused(): ReadonlyMap<string, QuotaRefusals> {
    return this.#refused;
  }

  /** The notice is over. */
  forget(owner: string): void {
    this.#refused.delete(owner);
  }

  /** What the sender is told. */
  textOf(work: readonly IncidentWork[]): string {
    const owners = [...new Set(work.map(({ subject }) => subject.owner))];
    const named = owners.slice(0, MAX_NAMED).join(', ');
    const who = owners.length > MAX_NAMED ? `${named} and others` : named;
    return `${alertsIn(work)} alerts were not taken: ${who} may have ${this.most} open incidents, and has them; alerts of open incidents and resolves are taken`;
  }
}

/** Tenants that a text names. */
const MAX_NAMED = 5;

export function alertsIn(work: readonly IncidentWork[]): number {
  return work.reduce((sum, { observations }) => sum + observations.length, 0);
}
