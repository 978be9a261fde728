import { AppError } from '../../platform/errors/app-error.ts';
import type { BatchOutcome } from '../../platform/state/state.ts';
import { lostRace, unexpectedOutcome } from '../../platform/tenancy/refusals.ts';
import type { Silence } from './silence.ts';

/** @throws AppError that says why the batch was turned down */
export function refuseSilenceOutcome(outcome: BatchOutcome, { id, owner }: Silence): void {
  if (outcome.kind === 'committed') return;
  switch (outcome.statement) {
    case 'silence.replace':
    case 'silence.delete':
      throw lostRace(`Silence ${id}`);
    case 'channel.tenant_stands':
      throw new AppError('conflict', `Tenant ${owner} was deleted meanwhile.`);
    default:
      throw unexpectedOutcome('silences', outcome.statement);
  }
}
