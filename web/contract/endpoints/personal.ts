import { endpoint, SIGNED_IN } from '../endpoint.ts';
import { AddressCode, OwnAddress, PersonalSettings, PersonalSettingsInput } from '../personal.ts';

const own = { tag: 'inbox', requires: SIGNED_IN, answer: PersonalSettings, status: 200 } as const;

/** How oneself wants to be told. */
export const personalEndpoints = {
  'personal.get': endpoint({
    method: 'GET',
    path: '/api/v1/me/notifications',
    summary: 'Addresses, quiet hours and subscriptions of oneself',
    ...own,
  }),
  'personal.update': endpoint({
    method: 'PUT',
    path: '/api/v1/me/notifications',
    summary: "Change one's own quiet hours and subscriptions (If-Match)",
    body: PersonalSettingsInput,
    ...own,
  }),
  'personal.addAddress': endpoint({
    method: 'POST',
    path: '/api/v1/me/addresses',
    summary: 'Have a code sent to a mail address; again while it is not confirmed',
    body: OwnAddress,
    ...own,
  }),
  'personal.confirmAddress': endpoint({
    method: 'POST',
    path: '/api/v1/me/addresses/confirm',
    summary: 'Confirm a mail address with the code that was sent there',
    body: AddressCode,
    ...own,
  }),
  'personal.removeAddress': endpoint({
    method: 'POST',
    path: '/api/v1/me/addresses/remove',
    summary: 'Remove a mail address; an account without any is mailed at its own',
    body: OwnAddress,
    ...own,
  }),
} as const;
