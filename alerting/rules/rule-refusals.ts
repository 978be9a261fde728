import { AppError, type ErrorDetail } from '../../platform/errors/app-error.ts';
import type { BatchOutcome } from '../../platform/state/state.ts';
import { lostRace, unexpectedOutcome } from '../../platform/tenancy/refusals.ts';
import type { Rule } from './rule.ts';

/** The refusal of a draft, with every finding in its details. */
export function invalidRule(findings: readonly ErrorDetail[]): AppError {
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  const message = `The rule cannot be saved: ${first?.path}: ${first?.message}${more}`;
  return new AppError('invalid', message, { details: findings });
}

/**
 * @param maxRules most rules of the owner, for the message
 * @throws AppError unless the batch that wrote or deleted the rule was committed.
 */
export function refuseOutcome(outcome: BatchOutcome, rule: Rule, maxRules: number): void {
  if (outcome.kind === 'committed') return;
  if (outcome.kind === 'conflict') throw unexpectedOutcome('rules', outcome.statement);
  switch (outcome.statement) {
    case 'rule.replace':
    case 'rule.delete':
      throw lostRace(`Rule ${rule.id}`);
    case 'rule.below_limit':
      throw new AppError(
        'limited',
        `${rule.owner} has ${maxRules} rules, the most allowed. Delete one, or ask for a higher limit of rules.`,
      );
    case 'rule.owner_stands':
      throw new AppError('conflict', `Tenant ${rule.owner} was changed meanwhile. Try again.`);
    case 'channel.exists':
      throw new AppError(
        'conflict',
        'A channel of the rule was deleted meanwhile. Choose another.',
      );
    default:
      throw unexpectedOutcome('rules', outcome.statement);
  }
}
