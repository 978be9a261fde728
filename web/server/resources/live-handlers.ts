import type { LiveTickets } from '../../../alerting/live/live-tickets.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Callers } from '../callers.ts';
import type { Handlers } from '../register-api.ts';
import { instant } from './present.ts';

/** Tickets of live sockets over HTTP. */
export function liveHandlers(
  tickets: LiveTickets,
  callers: Pick<Callers, 'credentialOf'>,
): Pick<Handlers, 'live.ticket'> {
  return {
    'live.ticket': async ({ params: { owner } }, context) => {
      const credential = callers.credentialOf(context.request);
      if (credential === null) throw new AppError('unauthenticated', 'sign in first');
      const principalId = context.caller().principal.id;
      const { ticket, expiresAtMs } = await tickets.issue({ credential, principalId, owner });
      return { ticket, expiresAt: instant(expiresAtMs) };
    },
  };
}
