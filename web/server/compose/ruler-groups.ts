import type { RuleBook } from '../../../alerting/rules/rule-book.ts';
import type { RuleRepository } from '../../../alerting/rules/rule-repository.ts';
import type { RuleService } from '../../../alerting/rules/rule-service.ts';
import { RulerGroups } from '../../../alerting/rules/ruler-groups/ruler-groups.ts';
import type { RulerPlaces } from '../../../alerting/rules/ruler-groups/ruler-places.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { RuleOwnership } from '../../../queries/proxy/filtered-answer.ts';
import type { Floor } from './floor.ts';
import { readLabelWith } from './rule-labels.ts';
import { ruleOwnership } from './rule-ownership.ts';

export interface RulerGroupParts {
  readonly rulerGroups: RulerGroups;
  readonly ownership: RuleOwnership;
}

interface RulerGroupMates {
  readonly rules: RuleService;
  readonly repository: RuleRepository;
  readonly places: RulerPlaces;
  /** The rules of the catalogue as well. */
  readonly allRules: RuleBook;
  readonly directory: () => Directory;
}

/** Rules as groups of a ruler, and whose a rule is that a backend tells of. */
export function composeRulerGroups(
  floor: Floor,
  { rules, repository, places, allRules, directory }: RulerGroupMates,
): RulerGroupParts {
  const ofOwner = (owner: string) => repository.ofOwner(owner);
  const groups = new RulerGroups({ rules, ofOwner, places });
  const readRuleLabel = readLabelWith(floor);
  const ownership = ruleOwnership({ rules: allRules, groups, directory, readRuleLabel });
  return { rulerGroups: groups, ownership };
}
