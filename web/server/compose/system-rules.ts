import { joinRuleBooks } from '../../../alerting/rules/join-rule-books.ts';
import type { RuleBook } from '../../../alerting/rules/rule-book.ts';
import { ownerStands } from '../../../alerting/rules/rule-references.ts';
import type { RuleRepository } from '../../../alerting/rules/rule-repository.ts';
import { SystemRuleBook } from '../../../alerting/rules/system/system-rule-book.ts';
import {
  SystemRuleService,
  type SystemRuleServiceOptions,
} from '../../../alerting/rules/system/system-rule-service.ts';
import { SystemSettings } from '../../../alerting/rules/system/system-settings.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { SYSTEM_RULES } from '../../../queries/system-rules/system-rules.ts';
import type { Floor } from './floor.ts';

/** Rules that nobody wrote, and all rules there are. */
export interface SystemMates {
  readonly systemBook: SystemRuleBook;
  readonly settings: SystemSettings;
  /** Those that people wrote, and the system's. */
  readonly allRules: RuleBook;
}

/** Reads what owners have otherwise than the catalogue. */
export async function openSystemRules(
  { state, config }: Pick<Floor, 'state' | 'config'>,
  repository: RuleRepository,
  directory: () => Directory,
): Promise<SystemMates> {
  const settings = await SystemSettings.open(state);
  const systemBook = new SystemRuleBook({
    catalogue: SYSTEM_RULES,
    settings,
    directory,
    platformLadder: config.alerting.platformSeverities,
    defaults: config.alerting.systemRules,
  });
  return { settings, systemBook, allRules: joinRuleBooks(repository, systemBook) };
}

/** Rules that are never written themselves: what owners have otherwise is. */
export function composeSystemRules(
  floor: Pick<Floor, 'state' | 'clock' | 'logger'>,
  mates: SystemMates & Omit<SystemRuleServiceOptions, 'book' | 'ownerStands' | 'clock' | 'logger'>,
): SystemRuleService {
  const { state, clock, logger } = floor;
  return new SystemRuleService({
    ...mates,
    ...{ clock, logger },
    book: mates.systemBook,
    ownerStands: (tenant, ladder) => ownerStands(state.dialect, tenant, ladder),
  });
}
