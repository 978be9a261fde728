import { endpoint, within } from '../endpoint.ts';
import { LiveTicket } from '../live.ts';
import { ofOwner } from './params.ts';

/** The way to a live socket. */
export const liveEndpoints = {
  'live.ticket': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/live-tickets',
    summary: 'A ticket that opens one live socket: GET /api/v1/live?owner=…&ticket=…',
    tag: 'incidents',
    requires: within('incidents:read'),
    params: ofOwner,
    answer: LiveTicket,
    status: 201,
  }),
} as const;
