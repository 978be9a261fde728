import { HEARTBEAT_KIND, type HeartbeatContent } from '../../../alerting/heartbeats/heartbeat.ts';
import { HeartbeatBook } from '../../../alerting/heartbeats/heartbeat-book.ts';
import { HeartbeatWatch } from '../../../alerting/heartbeats/heartbeat-watch.ts';
import {
  type HeartbeatDraft,
  validateHeartbeat,
} from '../../../alerting/heartbeats/validate-heartbeat.ts';
import { KeptRepository } from '../../../alerting/kept/kept-repository.ts';
import { KeptService } from '../../../alerting/kept/kept-service.ts';
import type { AlertPipeline } from '../../../alerting/pipeline.ts';
import type { PolicyRepository } from '../../../alerting/policies/policy-repository.ts';
import { ownerStands } from '../../../alerting/rules/rule-references.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { HeartbeatUseCases } from '../resources/heartbeat-handlers.ts';
import type { Floor } from './floor.ts';
import { ladderOfOwner } from './rule-watch.ts';

/** What is kept of heartbeats. */
export interface HeartbeatKeeping {
  readonly things: KeptRepository<HeartbeatContent>;
  readonly book: HeartbeatBook;
}

export async function openHeartbeats({ state }: Pick<Floor, 'state'>): Promise<HeartbeatKeeping> {
  const things = await KeptRepository.open(state, HEARTBEAT_KIND);
  return { things, book: await HeartbeatBook.open(state, things) };
}

export interface HeartbeatParts extends HeartbeatUseCases {
  readonly book: HeartbeatBook;
  readonly watch: HeartbeatWatch;
}

/** Heartbeats for people, and what raises their incidents. */
export function composeHeartbeats(
  floor: Floor,
  { things, book }: HeartbeatKeeping,
  mates: {
    readonly pipeline: AlertPipeline;
    readonly policyBook: PolicyRepository;
    readonly directory: () => Directory;
  },
): HeartbeatParts {
  const { state, config } = floor;
  const { policyBook, directory } = mates;
  const ladderOf = ladderOfOwner(config, directory);
  const hasPolicy = (owner: string) => (id: string) => policyBook.has(owner, id);
  const placeOf = (owner: string) => ({
    owner,
    ladder: ladderOf(owner),
    directory: directory(),
    hasPolicy: hasPolicy(owner),
  });
  const heartbeats = new KeptService<HeartbeatContent, HeartbeatDraft>({
    ...floor,
    things,
    check: (owner, draft, before) => validateHeartbeat(draft, placeOf(owner), before),
    directory,
    ladderOf,
    ownerStands: (tenant, ladder) => ownerStands(state.dialect, tenant, ladder),
  });
  const watch = new HeartbeatWatch({ ...floor, ...mates, book, ladderOf });
  return { heartbeats, book, watch };
}
