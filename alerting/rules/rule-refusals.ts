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

/** @throws AppError unless the batch that wrote or deleted the rule was committed. */
export function refuseOutcome(outcome: BatchOutcome, rule: Rule): void {
  if (outcome.kind === 'committed') return;
  if (outcome.kind === 'conflict') throw unexpectedOutcome('rules', outcome.statement);
  switch (outcome.statement) {
    case 'rule.replace':
    case 'rule.delete':
      throw lostRace(`Rule ${rule.id}`);
    case 'rule.owner_stands':
      throw new AppError('conflict', `Tenant ${rule.owner} was changed meanwhile. Try again.`);
    case 'policy.exists':
      throw new AppError(
        'conflict',
        'The policy of the rule was deleted meanwhile. Choose another.',
      );
    case 'channel.exists':
      throw new AppError(
        'conflict',
        'A channel of the rule was deleted meanwhile. Choose another.',
      );
    default:
      throw unexpectedOutcome('rules', outcome.statement);
  }
}

/** Does it, and says of a refusal which of several rules it is about. */
export function numbered<T>(index: number, doIt: () => T): T {
  try {
    return doIt();
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.kind !== 'invalid') throw thrown;
    const details = thrown.details.map(({ path, message }) => ({
      path: `/rules/${index}${path}`,
      message,
    }));
    throw new AppError('invalid', thrown.message, { details, cause: thrown });
  }
}
