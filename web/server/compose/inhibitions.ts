import {
  INHIBITION_KIND,
  type InhibitionContent,
} from '../../../alerting/inhibition/inhibition-rule.ts';
import { validateInhibition } from '../../../alerting/inhibition/validate-inhibition.ts';
import { inhibitionWaker } from '../../../alerting/inhibition/wake-sql.ts';
import { KeptRepository } from '../../../alerting/kept/kept-repository.ts';
import { KeptService } from '../../../alerting/kept/kept-service.ts';
import { ownerStands } from '../../../alerting/rules/rule-references.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Floor } from './floor.ts';
import { ladderOfOwner } from './rule-watch.ts';

export type InhibitionBook = KeptRepository<InhibitionContent>;
export type InhibitionService = KeptService<InhibitionContent, InhibitionContent>;

export function openInhibitions({ state }: Pick<Floor, 'state'>): Promise<InhibitionBook> {
  return KeptRepository.open(state, INHIBITION_KIND);
}

/** Inhibition rules for people; with a change, what they hold is asked about again. */
export function composeInhibitions(
  floor: Floor,
  things: InhibitionBook,
  directory: () => Directory,
): InhibitionService {
  const { state, config, clock, newId } = floor;
  const wake = inhibitionWaker(state.dialect);
  return new KeptService({
    things,
    check: (_owner, draft) => validateInhibition(draft),
    directory,
    ladderOf: ladderOfOwner(config, directory),
    ownerStands: (tenant, ladder) => ownerStands(state.dialect, tenant, ladder),
    beside: ({ owner }, atMs) => wake(owner, atMs),
    clock,
    newId,
  });
}
